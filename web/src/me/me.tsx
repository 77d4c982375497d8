import { useMantineColorScheme, SegmentedControl } from '@mantine/core';
import '@mantine/core/styles/SegmentedControl.css';
import '@mantine/core/styles/FloatingIndicator.css';
import { useTranslation } from 'react-i18next';
import { useSigned } from '../access/signed';
import { useDesk } from '../ui/desk';
import { Passkeys } from '../passkeys/section';
import { Page, Section } from '../ui/page';
import { Deputies } from './deputies';
import { Mail } from './mail';
import css from './me.module.css';
import { FirmsLink } from './firms-link';
import { Password } from './password';
import { Profile } from './profile';
import { Sessions } from './sessions';
import { SignOut } from './sign-out';

export default function Me() {
  const { t } = useTranslation();
  const { person } = useSigned();
  const desk = useDesk();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Page title={person.name} line={`${person.firm_name} · ${t(`firm_role.${person.role as 'admin' | 'member'}`)}`}>
      {!desk && <FirmsLink />}
      <div className={css.columns}>
        <Section title={t('me.profile')}>
          <Profile />
        </Section>
        <Section title={t('me.password')}>
          <Password />
        </Section>
        <Section title={t('me.passkeys')}>
          <Passkeys />
        </Section>
        <Deputies />
        <Section title={t('mail.title')}>
          <Mail />
        </Section>
        <Section title={t('me.sessions')}>
          <Sessions />
        </Section>
        <Section title={t('me.screen')}>
          <div className={css.pad}>
            <SegmentedControl
              fullWidth
              aria-label={t('me.screen')}
              value={colorScheme}
              onChange={(value) => setColorScheme(value as 'light' | 'dark' | 'auto')}
              transitionDuration={0}
              data={(['auto', 'light', 'dark'] as const).map((value) => ({ value, label: t(`me.scheme_${value}`) }))}
            />
          </div>
        </Section>
      </div>
      <SignOut />
    </Page>
  );
}
