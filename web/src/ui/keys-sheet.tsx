import { useTranslation } from 'react-i18next';
import css from './keys-sheet.module.css';
import { Sheet } from './sheet';

const MAC = /Mac|iPhone|iPad/.test(navigator.platform);

const KEYS = [
  [MAC ? '⌘ K' : 'Ctrl K', 'go'],
  ['J', 'down'],
  ['K', 'up'],
  ['Enter', 'open'],
  ['E', 'act'],
  ['?', 'list'],
  ['Esc', 'close'],
] as const;

export default function KeysSheet({ onClose }: { onClose(): void }) {
  const { t } = useTranslation();
  return (
    <Sheet title={t('go.keys')} onClose={onClose}>
      <dl className={css.keys}>
        {KEYS.map(([key, what]) => (
          <div key={what}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{t(`go.key.${what}`)}</dd>
          </div>
        ))}
      </dl>
    </Sheet>
  );
}
