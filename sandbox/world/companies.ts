export type Sector =
  | 'tech'
  | 'comm'
  | 'disc'
  | 'stap'
  | 'fin'
  | 'hlth'
  | 'ind'
  | 'ener'
  | 'mat'
  | 'util'
  | 'real'
  | 'index'
  | 'gold'
  | 'bond';

/** What the generated world knows of a listed company or fund. Figures are of plausible size, not facts. */
export interface Company {
  readonly symbol: string;
  readonly name: string;
  readonly exchange: string;
  readonly sector: Sector;
  readonly kind: 'stock' | 'fund';
  /** Dollars around which the price wanders at the start of 2025. */
  readonly price: number;
  /** Shares traded on a usual day. */
  readonly dailyVolume: number;
  readonly sharesOutstanding: number;
  /** Standard deviation of the part of a day's return that is the company's own. */
  readonly ownVolatility: number;
}

const million = 1_000_000;

type Row = readonly [string, string, string, Sector, number, number, number, number];

function company(kind: Company['kind'], row: Row): Company {
  const [symbol, name, exchange, sector, price, volume, shares, volatility] = row;
  return {
    symbol,
    name,
    exchange,
    sector,
    kind,
    price,
    dailyVolume: volume * million,
    sharesOutstanding: shares * million,
    ownVolatility: volatility / 100,
  };
}

/** Symbol, name, exchange, sector, price, daily volume and shares in millions, own volatility in percent. */
const stocks: readonly Row[] = [
  ['AAPL', 'Apple Inc. Common Stock', 'NASDAQ', 'tech', 228, 52, 15100, 1.2],
  ['MSFT', 'Microsoft Corporation Common Stock', 'NASDAQ', 'tech', 425, 21, 7430, 1.1],
  ['NVDA', 'NVIDIA Corporation Common Stock', 'NASDAQ', 'tech', 135, 210, 24500, 2.2],
  ['AVGO', 'Broadcom Inc. Common Stock', 'NASDAQ', 'tech', 178, 24, 4680, 1.9],
  ['ORCL', 'Oracle Corporation Common Stock', 'NYSE', 'tech', 168, 9, 2790, 1.4],
  ['CRM', 'Salesforce, Inc. Common Stock', 'NYSE', 'tech', 288, 6, 957, 1.5],
  ['AMD', 'Advanced Micro Devices, Inc. Common Stock', 'NASDAQ', 'tech', 148, 45, 1620, 2.3],
  ['ADBE', 'Adobe Inc. Common Stock', 'NASDAQ', 'tech', 495, 3.2, 440, 1.5],
  ['CSCO', 'Cisco Systems, Inc. Common Stock', 'NASDAQ', 'tech', 54, 19, 3990, 1.0],
  ['INTC', 'Intel Corporation Common Stock', 'NASDAQ', 'tech', 27, 62, 4310, 1.9],
  ['QCOM', 'QUALCOMM Incorporated Common Stock', 'NASDAQ', 'tech', 166, 8.5, 1110, 1.7],
  ['TXN', 'Texas Instruments Incorporated Common Stock', 'NASDAQ', 'tech', 198, 5.4, 912, 1.3],
  ['IBM', 'International Business Machines Corporation Common Stock', 'NYSE', 'tech', 219, 4.1, 925, 1.1],
  ['NOW', 'ServiceNow, Inc. Common Stock', 'NYSE', 'tech', 905, 1.2, 206, 1.7],
  ['INTU', 'Intuit Inc. Common Stock', 'NASDAQ', 'tech', 640, 1.3, 280, 1.5],
  ['AMAT', 'Applied Materials, Inc. Common Stock', 'NASDAQ', 'tech', 192, 5.9, 824, 1.9],
  ['MU', 'Micron Technology, Inc. Common Stock', 'NASDAQ', 'tech', 104, 19, 1110, 2.3],
  ['LRCX', 'Lam Research Corporation Common Stock', 'NASDAQ', 'tech', 78, 11, 1300, 2.0],
  ['PANW', 'Palo Alto Networks, Inc. Common Stock', 'NASDAQ', 'tech', 182, 5.2, 655, 1.7],
  ['PLTR', 'Palantir Technologies Inc. Class A Common Stock', 'NYSE', 'tech', 42, 61, 2240, 2.8],
  ['SNOW', 'Snowflake Inc. Class A Common Stock', 'NYSE', 'tech', 125, 6.1, 332, 2.4],
  ['GOOGL', 'Alphabet Inc. Class A Common Stock', 'NASDAQ', 'comm', 168, 24, 5840, 1.3],
  ['GOOG', 'Alphabet Inc. Class C Capital Stock', 'NASDAQ', 'comm', 170, 17, 5520, 1.3],
  ['META', 'Meta Platforms, Inc. Class A Common Stock', 'NASDAQ', 'comm', 575, 12, 2530, 1.6],
  ['NFLX', 'Netflix, Inc. Common Stock', 'NASDAQ', 'comm', 720, 3.1, 428, 1.8],
  ['DIS', 'The Walt Disney Company Common Stock', 'NYSE', 'comm', 97, 9.6, 1810, 1.2],
  ['CMCSA', 'Comcast Corporation Class A Common Stock', 'NASDAQ', 'comm', 42, 17, 3830, 1.0],
  ['T', 'AT&T Inc. Common Stock', 'NYSE', 'comm', 22, 33, 7180, 0.9],
  ['VZ', 'Verizon Communications Inc. Common Stock', 'NYSE', 'comm', 43, 16, 4210, 0.8],
  ['TMUS', 'T-Mobile US, Inc. Common Stock', 'NASDAQ', 'comm', 215, 3.7, 1170, 1.0],
  ['EA', 'Electronic Arts Inc. Common Stock', 'NASDAQ', 'comm', 146, 1.9, 264, 1.2],
  ['AMZN', 'Amazon.com, Inc. Common Stock', 'NASDAQ', 'disc', 188, 39, 10490, 1.5],
  ['TSLA', 'Tesla, Inc. Common Stock', 'NASDAQ', 'disc', 245, 88, 3190, 2.9],
  ['HD', 'The Home Depot, Inc. Common Stock', 'NYSE', 'disc', 398, 3.2, 993, 1.0],
  ['MCD', "McDonald's Corporation Common Stock", 'NYSE', 'disc', 298, 3.1, 717, 0.8],
  ['NKE', 'NIKE, Inc. Class B Common Stock', 'NYSE', 'disc', 82, 10, 1210, 1.4],
  ['LOW', "Lowe's Companies, Inc. Common Stock", 'NYSE', 'disc', 268, 2.4, 567, 1.1],
  ['SBUX', 'Starbucks Corporation Common Stock', 'NASDAQ', 'disc', 96, 9.3, 1130, 1.3],
  ['TGT', 'Target Corporation Common Stock', 'NYSE', 'disc', 150, 4.4, 461, 1.5],
  ['BKNG', 'Booking Holdings Inc. Common Stock', 'NASDAQ', 'disc', 4250, 0.24, 33, 1.3],
  ['F', 'Ford Motor Company Common Stock', 'NYSE', 'disc', 10.6, 55, 3900, 1.6],
  ['GM', 'General Motors Company Common Stock', 'NYSE', 'disc', 49, 13, 1100, 1.6],
  ['ABNB', 'Airbnb, Inc. Class A Common Stock', 'NASDAQ', 'disc', 131, 4.9, 437, 1.8],
  ['MAR', 'Marriott International, Inc. Class A Common Stock', 'NASDAQ', 'disc', 258, 1.6, 280, 1.2],
  ['WMT', 'Walmart Inc. Common Stock', 'NYSE', 'stap', 81, 16, 8040, 0.9],
  ['PG', 'The Procter & Gamble Company Common Stock', 'NYSE', 'stap', 171, 6.4, 2360, 0.7],
  ['KO', 'The Coca-Cola Company Common Stock', 'NYSE', 'stap', 70, 13, 4310, 0.7],
  ['PEP', 'PepsiCo, Inc. Common Stock', 'NASDAQ', 'stap', 172, 5.3, 1370, 0.8],
  ['COST', 'Costco Wholesale Corporation Common Stock', 'NASDAQ', 'stap', 890, 1.8, 443, 1.0],
  ['PM', 'Philip Morris International Inc. Common Stock', 'NYSE', 'stap', 121, 5.1, 1550, 0.8],
  ['MO', 'Altria Group, Inc. Common Stock', 'NYSE', 'stap', 51, 8.7, 1710, 0.8],
  ['CL', 'Colgate-Palmolive Company Common Stock', 'NYSE', 'stap', 102, 4.2, 817, 0.8],
  ['MDLZ', 'Mondelez International, Inc. Class A Common Stock', 'NASDAQ', 'stap', 72, 6.8, 1340, 0.8],
  ['KHC', 'The Kraft Heinz Company Common Stock', 'NASDAQ', 'stap', 35, 8.1, 1210, 0.9],
  ['WBA', 'Walgreens Boots Alliance, Inc. Common Stock', 'NASDAQ', 'stap', 11, 17, 864, 1.8],
  ['JPM', 'JPMorgan Chase & Co. Common Stock', 'NYSE', 'fin', 212, 8.9, 2850, 1.0],
  ['BAC', 'Bank of America Corporation Common Stock', 'NYSE', 'fin', 41, 37, 7760, 1.2],
  ['WFC', 'Wells Fargo & Company Common Stock', 'NYSE', 'fin', 57, 16, 3400, 1.3],
  ['C', 'Citigroup Inc. Common Stock', 'NYSE', 'fin', 64, 13, 1900, 1.3],
  ['GS', 'The Goldman Sachs Group, Inc. Common Stock', 'NYSE', 'fin', 505, 2.1, 316, 1.2],
  ['MS', 'Morgan Stanley Common Stock', 'NYSE', 'fin', 106, 6.2, 1620, 1.2],
  ['BLK', 'BlackRock, Inc. Common Stock', 'NYSE', 'fin', 945, 0.6, 148, 1.1],
  ['SCHW', 'The Charles Schwab Corporation Common Stock', 'NYSE', 'fin', 68, 8.8, 1830, 1.4],
  ['AXP', 'American Express Company Common Stock', 'NYSE', 'fin', 268, 2.6, 711, 1.2],
  ['V', 'Visa Inc. Class A Common Stock', 'NYSE', 'fin', 281, 6.3, 1960, 0.9],
  ['MA', 'Mastercard Incorporated Class A Common Stock', 'NYSE', 'fin', 496, 2.4, 925, 0.9],
  ['PYPL', 'PayPal Holdings, Inc. Common Stock', 'NASDAQ', 'fin', 78, 11, 1020, 1.9],
  ['BRK.B', 'Berkshire Hathaway Inc. Class B Common Stock', 'NYSE', 'fin', 458, 3.8, 1310, 0.8],
  ['COF', 'Capital One Financial Corporation Common Stock', 'NYSE', 'fin', 154, 2.8, 382, 1.5],
  ['USB', 'U.S. Bancorp Common Stock', 'NYSE', 'fin', 46, 7.1, 1560, 1.2],
  ['PNC', 'The PNC Financial Services Group, Inc. Common Stock', 'NYSE', 'fin', 184, 1.8, 398, 1.2],
  ['COIN', 'Coinbase Global, Inc. Class A Common Stock', 'NASDAQ', 'fin', 178, 9.4, 200, 3.4],
  ['UNH', 'UnitedHealth Group Incorporated Common Stock', 'NYSE', 'hlth', 585, 3.3, 923, 1.1],
  ['JNJ', 'Johnson & Johnson Common Stock', 'NYSE', 'hlth', 161, 6.7, 2410, 0.8],
  ['LLY', 'Eli Lilly and Company Common Stock', 'NYSE', 'hlth', 905, 2.9, 950, 1.5],
  ['PFE', 'Pfizer Inc. Common Stock', 'NYSE', 'hlth', 28.6, 34, 5670, 1.1],
  ['MRK', 'Merck & Co., Inc. Common Stock', 'NYSE', 'hlth', 112, 9.4, 2530, 0.9],
  ['ABBV', 'AbbVie Inc. Common Stock', 'NYSE', 'hlth', 192, 5.3, 1770, 0.9],
  ['ABT', 'Abbott Laboratories Common Stock', 'NYSE', 'hlth', 114, 5.2, 1740, 0.9],
  ['TMO', 'Thermo Fisher Scientific Inc. Common Stock', 'NYSE', 'hlth', 605, 1.4, 382, 1.0],
  ['BMY', 'Bristol-Myers Squibb Company Common Stock', 'NYSE', 'hlth', 51, 12, 2030, 1.1],
  ['AMGN', 'Amgen Inc. Common Stock', 'NASDAQ', 'hlth', 322, 2.4, 537, 1.0],
  ['GILD', 'Gilead Sciences, Inc. Common Stock', 'NASDAQ', 'hlth', 84, 6.2, 1250, 1.0],
  ['CVS', 'CVS Health Corporation Common Stock', 'NYSE', 'hlth', 62, 9.9, 1260, 1.4],
  ['MRNA', 'Moderna, Inc. Common Stock', 'NASDAQ', 'hlth', 66, 6.6, 384, 3.1],
  ['ISRG', 'Intuitive Surgical, Inc. Common Stock', 'NASDAQ', 'hlth', 488, 1.5, 356, 1.3],
  ['BA', 'The Boeing Company Common Stock', 'NYSE', 'ind', 153, 8.1, 618, 1.7],
  ['CAT', 'Caterpillar Inc. Common Stock', 'NYSE', 'ind', 388, 2.6, 485, 1.2],
  ['GE', 'GE Aerospace Common Stock', 'NYSE', 'ind', 186, 4.7, 1090, 1.3],
  ['HON', 'Honeywell International Inc. Common Stock', 'NASDAQ', 'ind', 206, 2.9, 651, 0.9],
  ['UPS', 'United Parcel Service, Inc. Class B Common Stock', 'NYSE', 'ind', 132, 3.8, 856, 1.1],
  ['FDX', 'FedEx Corporation Common Stock', 'NYSE', 'ind', 268, 1.6, 244, 1.4],
  ['LMT', 'Lockheed Martin Corporation Common Stock', 'NYSE', 'ind', 582, 1.0, 238, 0.9],
  ['RTX', 'RTX Corporation Common Stock', 'NYSE', 'ind', 122, 4.9, 1330, 0.9],
  ['DE', 'Deere & Company Common Stock', 'NYSE', 'ind', 412, 1.2, 274, 1.2],
  ['UNP', 'Union Pacific Corporation Common Stock', 'NYSE', 'ind', 246, 2.3, 606, 0.9],
  ['MMM', '3M Company Common Stock', 'NYSE', 'ind', 134, 3.6, 549, 1.2],
  ['DAL', 'Delta Air Lines, Inc. Common Stock', 'NYSE', 'ind', 52, 8.9, 645, 1.8],
  ['UBER', 'Uber Technologies, Inc. Common Stock', 'NYSE', 'ind', 76, 18, 2110, 1.8],
  ['XOM', 'Exxon Mobil Corporation Common Stock', 'NYSE', 'ener', 119, 14, 4440, 1.1],
  ['CVX', 'Chevron Corporation Common Stock', 'NYSE', 'ener', 149, 7.7, 1830, 1.1],
  ['COP', 'ConocoPhillips Common Stock', 'NYSE', 'ener', 108, 6.4, 1150, 1.4],
  ['SLB', 'Schlumberger N.V. Common Stock', 'NYSE', 'ener', 43, 11, 1420, 1.5],
  ['OXY', 'Occidental Petroleum Corporation Common Stock', 'NYSE', 'ener', 52, 9.6, 905, 1.6],
  ['EOG', 'EOG Resources, Inc. Common Stock', 'NYSE', 'ener', 126, 3.0, 569, 1.3],
  ['KMI', 'Kinder Morgan, Inc. Class P Common Stock', 'NYSE', 'ener', 24, 14, 2220, 0.9],
  ['LIN', 'Linde plc Ordinary Shares', 'NASDAQ', 'mat', 472, 1.7, 478, 0.8],
  ['FCX', 'Freeport-McMoRan Inc. Common Stock', 'NYSE', 'mat', 47, 13, 1440, 1.9],
  ['NEM', 'Newmont Corporation Common Stock', 'NYSE', 'mat', 53, 9.8, 1150, 1.7],
  ['APD', 'Air Products and Chemicals, Inc. Common Stock', 'NYSE', 'mat', 312, 1.2, 222, 1.0],
  ['NUE', 'Nucor Corporation Common Stock', 'NYSE', 'mat', 152, 1.6, 235, 1.5],
  ['DOW', 'Dow Inc. Common Stock', 'NYSE', 'mat', 52, 5.1, 700, 1.2],
  ['NEE', 'NextEra Energy, Inc. Common Stock', 'NYSE', 'util', 82, 9.9, 2060, 1.1],
  ['DUK', 'Duke Energy Corporation Common Stock', 'NYSE', 'util', 115, 3.0, 772, 0.7],
  ['SO', 'The Southern Company Common Stock', 'NYSE', 'util', 90, 4.2, 1100, 0.7],
  ['AEP', 'American Electric Power Company, Inc. Common Stock', 'NASDAQ', 'util', 100, 2.8, 530, 0.8],
  ['AMT', 'American Tower Corporation Common Stock', 'NYSE', 'real', 222, 2.1, 467, 1.0],
  ['PLD', 'Prologis, Inc. Common Stock', 'NYSE', 'real', 120, 3.6, 926, 1.1],
  ['O', 'Realty Income Corporation Common Stock', 'NYSE', 'real', 62, 5.2, 871, 0.8],
  ['SPG', 'Simon Property Group, Inc. Common Stock', 'NYSE', 'real', 172, 1.4, 326, 1.0],
];

const funds: readonly Row[] = [
  ['SPY', 'SPDR S&P 500 ETF Trust', 'ARCA', 'index', 575, 58, 930, 0.05],
  ['QQQ', 'Invesco QQQ Trust, Series 1', 'NASDAQ', 'tech', 490, 36, 610, 0.15],
  ['IWM', 'iShares Russell 2000 ETF', 'ARCA', 'index', 222, 27, 290, 0.35],
  ['DIA', 'SPDR Dow Jones Industrial Average ETF Trust', 'ARCA', 'index', 422, 3.3, 84, 0.15],
  ['VTI', 'Vanguard Total Stock Market ETF', 'ARCA', 'index', 284, 3.1, 1530, 0.06],
  ['XLF', 'Financial Select Sector SPDR Fund', 'ARCA', 'fin', 46, 38, 910, 0.1],
  ['XLK', 'Technology Select Sector SPDR Fund', 'ARCA', 'tech', 226, 5.8, 310, 0.1],
  ['XLE', 'Energy Select Sector SPDR Fund', 'ARCA', 'ener', 91, 14, 390, 0.1],
  ['XLV', 'Health Care Select Sector SPDR Fund', 'ARCA', 'hlth', 152, 7.4, 265, 0.1],
  ['GLD', 'SPDR Gold Shares', 'ARCA', 'gold', 246, 7.9, 300, 0.8],
  ['TLT', 'iShares 20+ Year Treasury Bond ETF', 'NASDAQ', 'bond', 95, 34, 590, 0.7],
];

/** Every listed name of the generated world. */
export const companies: readonly Company[] = [
  ...stocks.map((row) => company('stock', row)),
  ...funds.map((row) => company('fund', row)),
];

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
/** Companies that there are not, for tests with a large market. */
export const inventedCompaniesMax = 2000;

function invented(number: number): Company {
  const code = [676, 26, 1].map((place) => letters.charAt(Math.floor(number / place) % 26)).join('');
  const spread = (number * 7919) % 997;
  const shares = 40 + spread;
  const row = ['XX', ` ${code} Common Stock (invented)`] as const;
  const [price, volume] = [8 + (spread % 300), 0.3 + spread / 100];
  return company('stock', [row[0] + code, `Sandbox${row[1]}`, 'NASDAQ', 'ind', price, volume, shares, 1.5]);
}

/** `count` invented companies, XXAAA and so on. */
export function inventedCompanies(count: number): readonly Company[] {
  return Array.from({ length: count }, (_, number) => invented(number));
}

const bySymbol = new Map(
  [...companies, ...inventedCompanies(inventedCompaniesMax)].map((entry) => [entry.symbol, entry]),
);

/** The company listed under `symbol`, if the world knows it. */
export function findCompany(symbol: string): Company | undefined {
  return bySymbol.get(symbol);
}
