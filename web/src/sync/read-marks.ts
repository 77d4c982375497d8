// How far the person has read, here at once and on the server soon after.
import { Refusal } from '../api/problem';
import type { ReadMark, Store } from './store';

const SOON_MS = 600;

export class ReadMarks {
  private readonly marks = new Map<string, ReadMark>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly store: Store,
    private readonly server: { tellRead(projectId: string, seq: number): Promise<void> },
    private readonly changed: (projectId: string, seq: number) => void,
  ) {}

  async load(): Promise<void> {
    for (const mark of await this.store.marks()) this.marks.set(mark.project_id, mark);
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  seqOf(projectId: string): number {
    return this.marks.get(projectId)?.seq ?? 0;
  }

  /** The server says how far this person has read, perhaps on another device. */
  async learn(projectId: string, seq: number): Promise<void> {
    if (seq > this.seqOf(projectId)) await this.move(projectId, seq, seq);
  }

  async read(projectId: string, seq: number): Promise<void> {
    if (seq <= this.seqOf(projectId)) return;
    await this.move(projectId, seq, 0);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.tell(), SOON_MS);
  }

  /** Tells the server what it does not know yet. */
  tell(): void {
    for (const mark of this.marks.values()) if (mark.seq > mark.told) void this.tellOne(mark);
  }

  private async tellOne(mark: ReadMark): Promise<void> {
    try {
      await this.server.tellRead(mark.project_id, mark.seq);
    } catch (error) {
      if (!(error instanceof Refusal) || error.passing) return;
    }
    await this.move(mark.project_id, mark.seq, mark.seq);
  }

  private async move(projectId: string, seq: number, told: number): Promise<void> {
    const known = this.marks.get(projectId);
    this.marks.set(projectId, {
      project_id: projectId,
      seq: Math.max(seq, known?.seq ?? 0),
      told: Math.max(told, known?.told ?? 0),
    });
    this.changed(projectId, this.seqOf(projectId));
    await this.store.mark(projectId, seq, told);
  }
}
