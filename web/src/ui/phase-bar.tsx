// Where a project stands: one piece per phase, filled when done, outlined and partly filled while it runs.
import { useTranslation } from 'react-i18next';
import type { Phase, Project } from '../api/types';
import css from './phase-bar.module.css';

export const PHASE_KEYS = ['kickoff', 'design', 'approval', 'build', 'commissioning', 'delivery', 'service'] as const;
type PhaseKey = (typeof PHASE_KEYS)[number];

/** The project's own name of a phase, else the template's. */
export function usePhaseName(): (phase: Pick<Phase, 'key' | 'name'>) => string {
  const { t } = useTranslation();
  return ({ key, name }) => name ?? ((PHASE_KEYS as readonly string[]).includes(key) ? t(`phase.${key as PhaseKey}`) : key);
}

type Shown = Pick<Phase, 'key' | 'name' | 'state' | 'progress'>;

/** The phases as far as a list knows them; an answer kept from before told only which one runs. */
export function phasesFrom({ phases, running_phase }: Pick<Project, 'phases' | 'running_phase'>): Shown[] {
  if (phases) return phases;
  const at = PHASE_KEYS.findIndex((key) => key === running_phase);
  return PHASE_KEYS.map((key, index) => ({
    key,
    state: at < 0 || index > at ? 'planned' : index === at ? 'running' : 'done',
    progress: index < at ? 100 : 0,
  }));
}

export function PhaseBar({ phases }: { phases: readonly Shown[] }) {
  const { t } = useTranslation();
  const name = usePhaseName();
  const running = phases.filter((phase) => phase.state === 'running');
  const label =
    running.length > 0
      ? running.map(name).join(' · ')
      : phases.length > 0 && phases.every((phase) => phase.state === 'done')
        ? t('phase.all_done')
        : t('phase.none');
  const done = phases.filter((phase) => phase.state === 'done').length;
  return (
    <span className={css.bar}>
      <svg
        viewBox={`0 0 ${phases.length * 10} 10`}
        width={phases.length * 9}
        height={9}
        role="img"
        aria-label={t('phase.bar', { done, count: phases.length })}
      >
        {phases.map((phase, at) => (
          <g key={at} data-state={phase.state}>
            <rect x={at * 10 + 0.75} y={1} width={7.5} height={8} className={css.piece} />
            {phase.state === 'running' && phase.progress > 0 && (
              <rect x={at * 10 + 0.75} y={1} width={(7.5 * phase.progress) / 100} height={8} className={css.progress} />
            )}
          </g>
        ))}
      </svg>
      <span className={css.label}>{label}</span>
    </span>
  );
}
