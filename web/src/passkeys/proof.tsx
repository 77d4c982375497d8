// How somebody who signs proves who they are: by a passkey of this device where they have one, or by their password, one tap away.
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Unreachable } from '../api/problem';
import type { PasskeyAnswer, PasskeyChallenge } from '../api/types';
import { useOnline } from '../ui/online';
import { Secret } from '../ui/secret';
import { askPasskey, couldHavePasskeys } from './device';
import css from './passkeys.module.css';
import { usePasskeys } from './reads';

/** What a request that signs carries. */
export type Given = { secret: string } | { passkey: PasskeyAnswer };

export interface Proof {
  readonly secret: string;
  readonly by: 'coming' | 'passkey' | 'password';
  /** Whether it can be done in the other way too. */
  readonly either: boolean;
  readonly ready: boolean;
  type(secret: string): void;
  turn(): void;
  /** Signs: `begin` asks for the challenge of just this act. What was not heard of is sent again as it was, under the same key. */
  sign<T>(key: string, begin: () => Promise<PasskeyChallenge>, send: (given: Given) => Promise<T>): Promise<T>;
}

export function useProof(): Proof {
  const [secret, setSecret] = useState('');
  const [typed, setTyped] = useState(false);
  const { data, isLoading } = usePasskeys();
  const either = couldHavePasskeys() && (data?.length ?? 0) > 0;
  const by = isLoading ? 'coming' : either && !typed ? 'passkey' : 'password';
  const sent = useRef<{ key: string; given: Given }>(undefined);
  return {
    secret,
    by,
    either,
    ready: by === 'passkey' || (by === 'password' && secret !== ''),
    type: setSecret,
    turn: () => {
      sent.current = undefined;
      setSecret('');
      setTyped(!typed);
    },
    async sign(key, begin, send) {
      if (sent.current?.key !== key) sent.current = { key, given: by === 'passkey' ? await shown(begin) : { secret } };
      try {
        return await send(sent.current.given);
      } catch (error) {
        if (!(error instanceof Unreachable)) sent.current = undefined;
        throw error;
      }
    },
  };
}

async function shown(begin: () => Promise<PasskeyChallenge>): Promise<Given> {
  const { challenge_id, options } = await begin();
  return { passkey: { challenge_id, credential: await askPasskey(options) } };
}

/** Where what it proves is told to be wrong. */
export const PROOF_FIELDS = ['/secret', '/passkey/credential'];

interface ProveProps {
  proof: Proof;
  label: string;
  description?: string;
  fault(pointer: string): string | undefined;
  /** What stands there without a network. */
  offline?: string;
}

export function Prove({ proof, label, description, fault, offline }: ProveProps) {
  const { t } = useTranslation();
  const online = useOnline();
  if (proof.by === 'coming') return <div className={css.place} aria-busy />;
  const turn = proof.either && (
    <button type="button" className={css.link} onClick={proof.turn}>
      {t(proof.by === 'passkey' ? 'passkeys.by_password' : 'passkeys.by_passkey')}
    </button>
  );
  if (proof.by === 'password') {
    return (
      <>
        <Secret label={label} description={description} value={proof.secret} onChange={proof.type} wrong={fault('/secret')} offline={offline} />
        {turn}
      </>
    );
  }
  const wrong = fault('/passkey/credential');
  return (
    <div className={css.signs}>
      <strong>{t('passkeys.signs')}</strong>
      <span className={css.quiet}>{t('passkeys.signs_words')}</span>
      {description && <span className={css.quiet}>{description}</span>}
      {wrong && (
        <span className={css.wrong} role="alert">
          {wrong}
        </span>
      )}
      {!online && offline && (
        <p className={css.network} role="status">
          {offline}
        </p>
      )}
      {turn}
    </div>
  );
}
