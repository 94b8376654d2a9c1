/** Input that Alpaca's data API answers with 400 `{"message": …}`. */
export class BadRequest extends Error {
  override readonly name = 'BadRequest';
}
