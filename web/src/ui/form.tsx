// A form's way to the server: one act at a time, the server's words at the fields they are about.
import { Button, type ButtonProps } from '@mantine/core';
import { useRef, useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Refusal } from '../api/problem';
import { newId } from '../sync/ids';
import css from './form.module.css';
import { Offline } from './offline';
import { useOnline } from './online';

export interface Act<A extends unknown[]> {
  run(...args: [...A, ...unknown[]]): Promise<boolean>;
  readonly busy: boolean;
  readonly failure: unknown;
  /** The server's word about a field, by its JSON pointer. */
  fault(pointer: string): string | undefined;
  clear(): void;
}

/**
 * `work` gets an idempotency key that stays the same while the same thing is tried again.
 * `run` resolves to whether it was done.
 */
export function useAct<A extends unknown[]>(work: (key: string, ...args: A) => Promise<unknown>): Act<A> {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const tried = useRef({ what: '', key: '' });
  return {
    busy,
    failure,
    fault: (pointer) =>
      failure instanceof Refusal
        ? failure.problem.errors
            ?.filter((each) => each.pointer === pointer)
            .map((each) => each.detail)
            .join(' ') || undefined
        : undefined,
    clear: () => setFailure(undefined),
    async run(...args) {
      const what = JSON.stringify(args);
      if (tried.current.what !== what) tried.current = { what, key: newId() };
      setBusy(true);
      setFailure(undefined);
      try {
        await work(tried.current.key, ...(args as unknown as A));
        tried.current = { what: '', key: '' };
        return true;
      } catch (error) {
        setFailure(error);
        return false;
      } finally {
        setBusy(false);
      }
    },
  };
}

/** What went wrong, as the server says it; what stands at a field is not said twice. */
export function Failure({ of, fields = [] }: { of: unknown; fields?: readonly string[] }) {
  const { t } = useTranslation();
  if (of === undefined) return null;
  if (!(of instanceof Refusal)) {
    return (
      <div role="alert" className={css.failure}>
        <strong>{t('state.unreachable')}</strong>
        <span>{t('state.unreachable_do')}</span>
      </div>
    );
  }
  const elsewhere = of.problem.errors?.filter((each) => !fields.includes(each.pointer)) ?? [];
  const atFields = (of.problem.errors?.length ?? 0) - elsewhere.length;
  return (
    <div role="alert" className={css.failure}>
      <strong>{of.problem.title}</strong>
      {atFields === 0 && of.problem.detail && <span>{of.problem.detail}</span>}
      {elsewhere.map((each) => (
        <span key={each.pointer + each.code}>{each.detail}</span>
      ))}
    </div>
  );
}

interface FormProps {
  onSubmit(): void;
  children: ReactNode;
  label?: string;
}

export function Form({ onSubmit, children, label }: FormProps) {
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form className={css.form} onSubmit={submit} noValidate aria-label={label}>
      {children}
    </form>
  );
}

interface SubmitProps extends ButtonProps {
  busy: boolean;
  children: ReactNode;
  /** What it does is kept on this device until there is a network; `local` needs none at all. */
  kept?: boolean | 'local';
}

/** The act of a form; in a sheet it stays in reach while the rest scrolls. */
export function Submit({ busy, children, kept = false, disabled, ...rest }: SubmitProps) {
  const online = useOnline();
  return (
    <div className={css.submit}>
      {kept !== 'local' && <Offline kept={kept} />}
      <Button type="submit" loading={busy} disabled={disabled || (!kept && !online)} {...rest}>
        {children}
      </Button>
    </div>
  );
}

/** An act that the server must hear of at once. */
export function ActButton({ disabled, onClick, ...rest }: ButtonProps & { onClick(): void; children: ReactNode; 'aria-label'?: string }) {
  const { t } = useTranslation();
  const online = useOnline();
  return <Button {...rest} onClick={onClick} disabled={disabled || !online} title={online ? undefined : t('state.needs_network')} />;
}
