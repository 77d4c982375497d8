// What this device knows of the things that a `dure:` link names.
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoomView } from '../sync/room';
import { nameOf, type Who } from './who';
import { plain, type Things } from './words';

export function useThings(room: RoomView, who: Who, jump: (messageId: string) => Promise<void>): Things {
  const { t } = useTranslation();
  return useMemo(
    () => ({
      about(kind, id) {
        if (kind === 'member') return said(who.member(id)?.name);
        if (kind === 'party') {
          const party = who.party(id);
          return said(party && nameOf(party));
        }
        if (kind === 'message') {
          const message = room.log.findLast((event) => event.message?.id === id)?.message;
          if (!message) return { words: t('room.earlier'), open: () => void jump(id) };
          return { words: `${message.author.name}: ${plain(message, t('message.deleted'))}`, open: () => void jump(id) };
        }
        const items = room.log.map((event) => event.question ?? event.action ?? event.decision ?? event.idea ?? event.milestone ?? event.meeting);
        return said(items.findLast((item) => item?.id === id)?.title);
      },
    }),
    [room.log, who, jump, t],
  );
}

function said(words: string | undefined) {
  return words === undefined ? undefined : { words };
}
