// A reaction as a drawn sign with a short word; on the wire it is an emoji, which not every device can draw.
import { useTranslation } from 'react-i18next';
import { Icon, type IconName } from '../ui/icon';

export const REACTIONS = [
  { emoji: '👍', icon: 'agree', word: 'reaction.agree' },
  { emoji: '✅', icon: 'check', word: 'reaction.done' },
  { emoji: '👀', icon: 'eye', word: 'reaction.seen' },
  { emoji: '❓', icon: 'ask', word: 'reaction.unclear' },
  { emoji: '🙏', icon: 'thanks', word: 'reaction.thanks' },
  { emoji: '🔧', icon: 'wrench', word: 'reaction.fix' },
  { emoji: '⚠️', icon: 'warn', word: 'reaction.careful' },
] as const satisfies readonly { emoji: string; icon: IconName; word: string }[];

export function Reaction({ emoji, size = 16 }: { emoji: string; size?: number }) {
  const { t } = useTranslation();
  const known = REACTIONS.find((each) => each.emoji === emoji);
  if (!known) return <span>{emoji}</span>;
  return (
    <>
      <Icon name={known.icon} size={size} />
      <span>{t(known.word)}</span>
    </>
  );
}
