// Pins over a sheet or a model, of one size at every zoom.
import type { Pin } from './view';
import css from './pins.module.css';

export interface Placed {
  pin: Pin;
  left: number;
  top: number;
}

interface PinsProps {
  placed: readonly Placed[];
  open?: string | undefined;
  onOpen?: ((id: string) => void) | undefined;
}

export function Pins({ placed, open, onOpen }: PinsProps) {
  return placed.map(({ pin, left, top }) => (
    <button
      key={pin.id}
      type="button"
      className={css.pin}
      style={{ left, top }}
      title={pin.label}
      aria-label={pin.label}
      aria-pressed={pin.id === open}
      data-settled={pin.settled || undefined}
      onClick={() => onOpen?.(pin.id)}
    >
      <span>{pin.mark}</span>
    </button>
  ));
}
