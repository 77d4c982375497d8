import { PasswordInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSigned } from '../access/signed';
import { answer, api } from '../api/client';
import { Failure, Form, Submit, useAct } from '../ui/form';
import css from './me.module.css';

export function Password() {
  const { t } = useTranslation();
  const { person } = useSigned();
  const queries = useQueryClient();
  const [current_password, setCurrent] = useState('');
  const [new_password, setNew] = useState('');
  const [changed, setChanged] = useState(false);
  const act = useAct(async () => {
    await answer(api.PUT('/me/password', { body: { current_password, new_password } }));
    setCurrent('');
    setNew('');
    setChanged(true);
    await queries.invalidateQueries({ queryKey: ['sessions'] });
  });
  const eye = { 'aria-label': t('field.show_password') };
  return (
    <div className={css.pad}>
      <Form onSubmit={() => void act.run()}>
        <input type="text" hidden readOnly autoComplete="username" value={person.email ?? ''} />
        <PasswordInput
          label={t('me.current_password')}
          autoComplete="current-password"
          visibilityToggleButtonProps={eye}
          value={current_password}
          onChange={(event) => setCurrent(event.currentTarget.value)}
          error={act.fault('/current_password')}
        />
        <PasswordInput
          label={t('field.new_password')}
          description={t('field.password_rule')}
          autoComplete="new-password"
          visibilityToggleButtonProps={eye}
          value={new_password}
          onChange={(event) => setNew(event.currentTarget.value)}
          error={act.fault('/new_password')}
        />
        <Failure of={act.failure} fields={['/current_password', '/new_password']} />
        <div className={css.foot}>
          <Submit busy={act.busy} variant="default">
            {t('me.change_password')}
          </Submit>
          <span className={css.saved} role="status">
            {changed ? t('me.password_changed') : ''}
          </span>
        </div>
      </Form>
    </div>
  );
}
