/** Words that stand where a secret belongs, and the keys of examples. */
const EXAMPLE =
  /^(change-?me|changeit|replace-?me|example|secret|password|passwd|placeholder|your[-_ ].*|my[-_]?(secret|key|password)|<.*>|\$\{.*\}|x{3,}|\.{3,}|…|0+|1234.*|A{8,}=*)$/i;

/** True for what documents and examples write in the place of a secret: everybody knows it. */
export function isExampleValue(value: string): boolean {
  return EXAMPLE.test(value.trim());
}

/** True where the password of a database address is one of an example. */
export function hasExamplePassword(address: string): boolean {
  const { password } = new URL(address);
  return password !== '' && isExampleValue(decodeURIComponent(password));
}
