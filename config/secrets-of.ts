import { Secret } from './secret.ts';

/** Every secret of a configuration, and the password inside an address: what must stand in no log. */
export function secretsOf(config: object): readonly string[] {
  return Object.values(config).flatMap((part: unknown): readonly string[] => {
    if (part instanceof Secret) return [part.reveal(), ...passwordOf(part.reveal())];
    if (typeof part === 'string') return passwordOf(part);
    return typeof part === 'object' && part !== null ? secretsOf(part) : [];
  });
}

function passwordOf(text: string): readonly string[] {
  const password = URL.canParse(text) ? new URL(text).password : '';
  return password === '' ? [] : [password, decodeURIComponent(password)];
}
