// The passkeys of this device, asked for as the server says. The browser's part is loaded with the first one.
import i18next from 'i18next';
import { Refusal } from '../api/problem';

/** Whether one can be asked for here: the browser knows them, and this address is a name. */
export function couldHavePasskeys(): boolean {
  return 'PublicKeyCredential' in globalThis && !/^[\d.]+$|^\[/.test(location.hostname);
}

/** Makes one, by the options of a challenge. */
export async function makePasskey(options: string): Promise<string> {
  const { startRegistration } = await import('@simplewebauthn/browser');
  return answered(() => startRegistration({ optionsJSON: JSON.parse(options) }));
}

/** Answers the options of a challenge by one. */
export async function askPasskey(options: string): Promise<string> {
  const { startAuthentication } = await import('@simplewebauthn/browser');
  return answered(() => startAuthentication({ optionsJSON: JSON.parse(options) }));
}

async function answered(ask: () => Promise<object>): Promise<string> {
  try {
    return JSON.stringify(await ask());
  } catch (cause) {
    // The browser has told the person why, or they have told the browser.
    const known = cause instanceof Error && cause.name === 'InvalidStateError';
    const title = i18next.t(known ? 'passkeys.known' : 'passkeys.cancelled');
    const detail = i18next.t(known ? 'passkeys.known_do' : 'passkeys.cancelled_do');
    throw new Refusal(400, { type: 'about:blank', title, detail, status: 400, code: 'passkey_not_given', request_id: '' });
  }
}
