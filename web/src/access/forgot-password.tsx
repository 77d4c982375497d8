// Asks for a link to a new password. The answer does not say whether the address has an account, and neither does this.
import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answer, api } from '../api/client';
import { Failure, Form, Submit, useAct } from '../ui/form';
import { Gate } from './gate';

export function ForgotPassword({ known, onBack }: { known: string; onBack(): void }) {
  const { t } = useTranslation();
  const [email, setEmail] = useState(known);
  const [asked, setAsked] = useState(false);
  const act = useAct(async () => {
    await answer(api.POST('/password-resets', { body: { email } }));
    setAsked(true);
  });
  const back = <Button variant="default" onClick={onBack}>{t('forgot.back')}</Button>;
  if (asked) {
    return (
      <Gate title={t('forgot.asked_title')} words={t('forgot.asked', { email })}>
        {back}
      </Gate>
    );
  }
  return (
    <Gate title={t('forgot.title')} words={t('forgot.words')}>
      <Form onSubmit={() => void act.run()}>
        <TextInput
          label={t('field.email')}
          type="email"
          autoComplete="username"
          inputMode="email"
          required
          withAsterisk={false}
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          error={act.fault('/email')}
        />
        <Failure of={act.failure} fields={['/email']} />
        <Submit busy={act.busy}>{t('forgot.do')}</Submit>
      </Form>
      {back}
    </Gate>
  );
}
