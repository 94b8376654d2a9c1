/** What takes secrets out of a text. */
export type Redact = (text: string) => string;

const BLANK = '[redacted]';
/** Shorter ones are words that occur by themselves, such as the sandbox's `local`. */
const SECRET_LENGTH_MIN = 8;

/** Forms in which credentials are written, whoever they belong to. */
const FORMS: readonly (readonly [form: RegExp, instead: string])[] = [
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{8,}/gi, `$1 ${BLANK}`],
  [/(\w+:\/\/[^\s:@/"\\]+):[^\s@/"\\]+@/g, `$1:${BLANK}@`],
  [/\bsk-[\w-]{16,}/g, BLANK],
  [/\b[APC]K[A-Z0-9]{16,}\b/g, BLANK],
  [/\baf_[\w-]{16,}/g, BLANK],
];

/** Secrets that a process learns while it runs. */
export interface LateSecrets {
  set(secrets: readonly string[]): void;
  readonly current: readonly string[];
}

/** Whatever has been set once stays known: it may stand in a line that is written later. */
export function createLateSecrets(): LateSecrets {
  let current: readonly string[] = [];
  return {
    get current() {
      return current;
    },
    set(secrets) {
      const fresh = secrets.filter((secret) => !current.includes(secret));
      if (fresh.length > 0) current = [...current, ...fresh];
    },
  };
}

/**
 * Makes what blanks these secrets wherever they stand, as they are, in JSON or in an address, and whatever has the form
 * of a credential.
 */
export function createRedact(secrets: readonly string[] = [], late?: LateSecrets): Redact {
  let learned = late?.current ?? [];
  let known = formsOf([...secrets, ...learned]);
  return (text) => {
    if (late !== undefined && late.current !== learned) {
      learned = late.current;
      known = formsOf([...secrets, ...learned]);
    }
    const blanked = known === undefined ? text : text.replaceAll(known, BLANK);
    return FORMS.reduce((left, [form, instead]) => left.replaceAll(form, instead), blanked);
  };
}

function formsOf(secrets: readonly string[]): RegExp | undefined {
  const forms = secrets
    .filter((secret) => secret.length >= SECRET_LENGTH_MIN)
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)])
    .toSorted((one, other) => other.length - one.length)
    .map((form) => form.replaceAll(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`));
  return forms.length === 0 ? undefined : new RegExp([...new Set(forms)].join('|'), 'g');
}
