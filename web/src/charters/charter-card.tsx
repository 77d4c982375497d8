// A charter in the stream: what became of it then, and the way to it.
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import css from '../approvals/approval-card.module.css';
import type { Actor, Charter } from '../api/types';

interface CharterCardProps {
  charter: Charter;
  kind: string;
  actor: Actor | undefined;
}

const HAPPENED = {
  'charters.charter_proposed': 'charters.card.proposed',
  'charters.charter_signed': 'charters.card.signed',
  'charters.charter_in_force': 'charters.card.in_force',
  'charters.charter_replaced': 'charters.card.replaced',
  'charters.charter_dropped': 'charters.card.dropped',
} as const;

export default function CharterCard({ charter, kind, actor }: CharterCardProps) {
  const { t } = useTranslation();
  const firm = charter.signers.find(({ firm_id }) => firm_id === actor?.firm_id)?.firm_name ?? '';
  return (
    <Link href={`/projects/${charter.project_id}/charter`} className={css.card}>
      <span className={css.waits}>{t(HAPPENED[kind as keyof typeof HAPPENED] ?? 'charters.card.proposed', { firm })}</span>
      <span className={css.look}>{t('charters.card.look')}</span>
    </Link>
  );
}
