/** A currency of the ECB's reference rates: units for one euro around which it wanders, and how far in a day. */
export interface Currency {
  readonly code: string;
  readonly numeric: string;
  readonly name: string;
  readonly perEuro: number;
  readonly dailyVolatility: number;
}

const rows: readonly (readonly [string, string, string, number, number])[] = [
  ['AUD', '036', 'Australian Dollar', 1.66, 0.5],
  ['BRL', '986', 'Brazilian Real', 5.95, 0.9],
  ['CAD', '124', 'Canadian Dollar', 1.5, 0.4],
  ['CHF', '756', 'Swiss Franc', 0.95, 0.3],
  ['CNY', '156', 'Chinese Renminbi Yuan', 7.75, 0.35],
  ['CZK', '203', 'Czech Koruna', 25.1, 0.25],
  ['DKK', '208', 'Danish Krone', 7.46, 0.01],
  ['GBP', '826', 'British Pound', 0.85, 0.35],
  ['HKD', '344', 'Hong Kong Dollar', 8.5, 0.42],
  ['HUF', '348', 'Hungarian Forint', 398, 0.45],
  ['IDR', '360', 'Indonesian Rupiah', 17300, 0.45],
  ['ILS', '376', 'Israeli New Shekel', 4.02, 0.5],
  ['INR', '356', 'Indian Rupee', 91.5, 0.4],
  ['ISK', '352', 'Icelandic Króna', 148, 0.3],
  ['JPY', '392', 'Japanese Yen', 161, 0.55],
  ['KRW', '410', 'South Korean Won', 1480, 0.45],
  ['MXN', '484', 'Mexican Peso', 20.2, 0.7],
  ['MYR', '458', 'Malaysian Ringgit', 4.85, 0.38],
  ['NOK', '578', 'Norwegian Krone', 11.7, 0.5],
  ['NZD', '554', 'New Zealand Dollar', 1.82, 0.5],
  ['PHP', '608', 'Philippine Peso', 62.3, 0.4],
  ['PLN', '985', 'Polish Złoty', 4.3, 0.35],
  ['RON', '946', 'Romanian Leu', 4.98, 0.05],
  ['SEK', '752', 'Swedish Krona', 11.4, 0.4],
  ['SGD', '702', 'Singapore Dollar', 1.44, 0.3],
  ['THB', '764', 'Thai Baht', 37.4, 0.42],
  ['TRY', '949', 'Turkish Lira', 36.5, 0.6],
  ['USD', '840', 'United States Dollar', 1.09, 0.42],
  ['ZAR', '710', 'South African Rand', 19.9, 0.8],
];

/** Every currency besides the euro, in alphabetical order. */
export const currencies: readonly Currency[] = rows.map(([code, numeric, name, perEuro, percent]) => ({
  code,
  numeric,
  name,
  perEuro,
  dailyVolatility: percent / 100,
}));

export const euro = { code: 'EUR', numeric: '978', name: 'Euro' } as const;
