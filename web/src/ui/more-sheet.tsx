import { useTranslation } from 'react-i18next';
import css from './acts.module.css';
import { Offline } from './offline';
import { useOnline } from './online';
import { Sheet } from './sheet';

export interface RareAct {
  words: string;
  /** It takes something away. */
  takes?: boolean;
  /** A file to keep, else something to do. */
  file?: { href: string; name: string };
  run?: () => void;
}

export default function MoreSheet({ acts, onClose }: { acts: readonly RareAct[]; onClose(): void }) {
  const { t } = useTranslation();
  const online = useOnline();
  return (
    <Sheet title={t('act.more')} onClose={onClose}>
      <Offline />
      {acts.map(({ words, takes, file, run }) =>
        file ? (
          <a key={words} className={css.rare} href={file.href} download={file.name} onClick={onClose}>
            {words}
          </a>
        ) : (
          <button
            key={words}
            type="button"
            className={css.rare}
            data-takes={takes}
            disabled={!online}
            onClick={() => {
              onClose();
              run?.();
            }}
          >
            {words}
          </button>
        ),
      )}
    </Sheet>
  );
}
