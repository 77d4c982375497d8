// What this device has kept, looked through without a network: messages of the stretch that is held, and comments.
import type { SearchHit } from '../api/types';
import type { RoomView } from '../sync/room';

const MOST = 50;

/** Newest first; every word must be there, without regard to case and accents. */
export function foundHere(room: Pick<RoomView, 'id' | 'log' | 'state'>, asked: string): SearchHit[] {
  const words = folded(asked).split(/\s+/).filter(Boolean);
  const hits: SearchHit[] = [];
  const looked = new Set<string>();
  for (const { message } of room.log.toReversed()) {
    if (!message || looked.has(message.id) || hits.length >= MOST) continue;
    looked.add(message.id);
    const text = folded(message.body);
    if (message.deletion || !words.every((word) => text.includes(word))) continue;
    hits.push({
      kind: 'message',
      id: message.id,
      project_id: room.id,
      seq: message.seq,
      at: message.created_at,
      person_id: message.author.person_id,
      text: message.body.slice(0, 300),
    });
  }
  for (const comment of (room.state?.comments ?? []).toReversed()) {
    const said = [comment.body, ...comment.answers.map(({ body }) => body), comment.closure?.reason ?? ''].join('\n').trim();
    const text = folded(said);
    if (hits.length >= MOST || !words.every((word) => text.includes(word))) continue;
    const { id, created_seq: seq, created_at: at, author } = comment;
    hits.push({ kind: 'comment', id, project_id: room.id, seq, at, person_id: author.person_id, text: said.slice(0, 300) });
  }
  return hits.sort((one, other) => other.seq - one.seq);
}

function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .toLowerCase();
}
