// Signs a version for the reader's firm, or rejects it. What was seen is what is signed: where something else stands there now, the
// server says so and nothing is signed.
import { Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Refusal } from '../api/problem';
import type { CharterSigner } from '../api/types';
import { PROOF_FIELDS, Prove, useProof } from '../passkeys/proof';
import { Failure, Form, Submit, useAct } from '../ui/form';
import { useOnline } from '../ui/online';
import { Sheet } from '../ui/sheet';
import css from './charters.module.css';
import { isLast } from './stand';
import { beginSignature, reject, sign, type Seen } from './writes';

interface SignProps {
  seen: Seen;
  onDone(after: Seen): void;
  /** Something else stands there now. */
  onStale(): void;
  onClose(): void;
}

/** A refusal for what was not seen asks for what stands there now. */
function stale(error: unknown): boolean {
  return error instanceof Refusal && [409, 412].includes(error.status) && !/challenge|passkey/.test(error.code);
}

export default function SignSheet({ act, ...props }: SignProps & { act: 'sign' | 'reject'; signer: CharterSigner | undefined }) {
  return act === 'sign' && props.signer ? <Sign {...props} signer={props.signer} /> : <Reject {...props} />;
}

function Sign({ seen, signer, onDone, onStale, onClose }: SignProps & { signer: CharterSigner }) {
  const { t } = useTranslation();
  const online = useOnline();
  const proof = useProof();
  const act = useAct(async (key) => {
    try {
      onDone(await proof.sign(key, () => beginSignature(seen), (given) => sign(seen, key, given)));
    } catch (error) {
      if (stale(error)) onStale();
      throw error;
    }
  });
  const charter = seen.value;
  return (
    <Sheet title={t('charters.sign.title', { number: charter.number })} onClose={onClose}>
      <Form onSubmit={() => void act.run(seen.tag, proof.by, proof.secret)}>
        <p className={css.words}>{t(`charters.sign.words_${signer.side as 'customer'}`, { firm: signer.firm_name })}</p>
        <p className={css.words}>{t('charters.sign.accepts')}</p>
        {isLast(charter, signer.firm_id) && <p className={css.strong}>{t('charters.sign.last')}</p>}
        <p className={css.hash}>{t('charters.hash', { hash: charter.text_hash })}</p>
        <Prove proof={proof} label={t('charters.sign.secret')} fault={act.fault} offline={t('charters.sign.network')} />
        <Failure of={act.failure} fields={PROOF_FIELDS} />
        <Submit busy={act.busy} kept="local" disabled={!proof.ready || !online}>
          {t('charters.sign.do')}
        </Submit>
      </Form>
    </Sheet>
  );
}

function Reject({ seen, onDone, onStale, onClose }: SignProps) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const act = useAct(async (key) => {
    try {
      onDone(await reject(seen, key, reason));
    } catch (error) {
      if (stale(error)) onStale();
      throw error;
    }
  });
  return (
    <Sheet title={t('charters.reject.title', { number: seen.value.number })} onClose={onClose}>
      <Form onSubmit={() => void act.run(reason)}>
        <p className={css.quiet}>{t('charters.reject.words')}</p>
        <Textarea label={t('charters.reject.reason')} value={reason} maxLength={2000} autosize minRows={2} maxRows={8} onChange={(event) => setReason(event.currentTarget.value)} error={act.fault('/reason')} />
        <Failure of={act.failure} fields={['/reason']} />
        <Submit busy={act.busy} disabled={reason.trim() === ''} color="red">
          {t('charters.reject.do')}
        </Submit>
      </Form>
    </Sheet>
  );
}
