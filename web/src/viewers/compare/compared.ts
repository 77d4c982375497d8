import type { Kind } from '../kind';
import type { Found, Unshown } from '../view';

export interface Compared {
  file: Blob;
  name: string;
}

export interface Side extends Compared {
  kind: Kind;
}

export interface ComparedProps {
  before: Side;
  after: Side;
  onShown(found: Found): void;
  onFailed(failure: Unshown): void;
}
