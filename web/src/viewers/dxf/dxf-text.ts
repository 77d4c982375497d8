// The text of a drawing: since 2007 it is UTF-8, before that it names the code page it was written in.
const ENCODINGS: Record<string, string> = {
  ANSI_949: 'euc-kr', ANSI_932: 'shift_jis', ANSI_936: 'gbk', ANSI_950: 'big5', ANSI_1250: 'windows-1250', ANSI_1251: 'windows-1251',
  ANSI_1252: 'windows-1252', ANSI_1253: 'windows-1253', ANSI_1254: 'windows-1254',
};

export function dxfText(bytes: Uint8Array): string {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 64 * 1024));
  const version = Number(variable(head, 'ACADVER').slice(2));
  const page = ENCODINGS[variable(head, 'DWGCODEPAGE').toUpperCase()];
  if (page && !(version >= 1021)) return new TextDecoder(page).decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder(page ?? 'euc-kr').decode(bytes);
  }
}

function variable(head: string, name: string): string {
  return new RegExp(`\\$${name}\\s+\\d+\\s*\\r?\\n\\s*(\\S+)`).exec(head)?.[1] ?? '';
}
