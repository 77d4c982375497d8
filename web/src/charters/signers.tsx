// The firms of both sides under a charter: who signed when, and what is missing.
import { useTranslation } from 'react-i18next';
import { localTime } from '../approvals/said';
import type { Charter, Snapshot } from '../api/types';
import { hueKey } from '../rooms/who';
import { Icon } from '../ui/icon';
import { Mark } from '../ui/mark';
import css from './charters.module.css';

interface SignersProps {
  charter: Charter;
  state: Snapshot;
}

export function Signers({ charter, state }: SignersProps) {
  const { t, i18n } = useTranslation();
  return (
    <>
      <ul>
        {charter.signers.map((signer) => {
          const party = state.parties.find(({ firm_id, department_id }) => firm_id === signer.firm_id && department_id === undefined);
          const { signature } = signer;
          const led = state.members.some(({ firm_id, role }) => firm_id === signer.firm_id && role === 'lead');
          return (
            <li key={signer.firm_id} className={css.signer}>
              <Mark id={party ? hueKey(party) : signer.firm_id} name={signer.firm_name} side={signer.side} />
              <span className={css.signerWords}>
                <strong>{signer.firm_name}</strong>
                <span className={css.quiet}>{t(`side.${signer.side as 'customer'}`)}</span>
                {signature ? (
                  <span className={css.signed}>
                    <Icon name="check" size={14} />
                    {t('charters.signed', {
                      name: [signature.name, signature.department_name].filter(Boolean).join(' · '),
                      at: localTime(signature.local_time, i18n.language),
                      zone: signature.time_zone,
                      method: t(`charters.method.${signature.method as 'password'}`),
                    })}
                  </span>
                ) : (
                  <span className={css.quiet}>{t(charter.state === 'proposed' && !led ? 'charters.no_lead' : 'charters.not_signed')}</span>
                )}
              </span>
            </li>
          );
        })}
      </ul>
      <p className={css.hash}>{t('charters.hash', { hash: charter.text_hash })}</p>
    </>
  );
}
