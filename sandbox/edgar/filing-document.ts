import type { Filer } from './filer.ts';
import { paddedCik } from './filer.ts';
import type { Filing } from './filings.ts';

const ITEMS: Readonly<Record<string, string>> = {
  '1.01': 'Entry into a Material Definitive Agreement',
  '2.02': 'Results of Operations and Financial Condition',
  '5.02': 'Departure of Directors or Certain Officers; Election of Directors',
  '7.01': 'Regulation FD Disclosure',
  '8.01': 'Other Events',
  '9.01': 'Financial Statements and Exhibits',
};
const TITLES: Readonly<Record<string, string>> = {
  '10-K': 'ANNUAL REPORT PURSUANT TO SECTION 13 OR 15(d)',
  '10-Q': 'QUARTERLY REPORT PURSUANT TO SECTION 13 OR 15(d)',
  '8-K': 'CURRENT REPORT PURSUANT TO SECTION 13 OR 15(d)',
};
const RISKS = [
  'Demand for our products may fall with the economy.',
  'We depend on few suppliers, and some of them on fewer still.',
  'Changes of exchange rates affect what we report.',
  'Competition may force us to lower our prices.',
];

/** A filing's primary document as EDGAR's archive has it: a page with its XBRL header hidden, as filers write it. */
export function filingDocument(filer: Filer, filing: Filing): string {
  const { form, reportDate, filingDate } = filing;
  const sections = filing.earnings === undefined ? itemSections(filing) : reportSections(filing);
  return `<?xml version="1.0" encoding="ASCII"?>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:ix="http://www.xbrl.org/2013/inlineXBRL">
<head><title>${escaped(filer.ticker.toLowerCase())}-${reportDate}</title></head>
<body><div style="display:none"><ix:header><ix:hidden><ix:nonNumeric name="dei:EntityCentralIndexKey">${paddedCik(filer.cik)}</ix:nonNumeric></ix:hidden></ix:header></div>
<p style="text-align:center"><b>UNITED STATES<br/>SECURITIES AND EXCHANGE COMMISSION</b></p>
<p style="text-align:center"><b>FORM ${escaped(form)}</b></p>
<p>${TITLES[form] ?? 'REPORT'} OF THE SECURITIES EXCHANGE ACT OF 1934</p>
<p>${form === '8-K' ? 'Date of report' : 'For the period ended'}: ${reportDate}&#160;&#8212; filed ${filingDate}</p>
<p>${escaped(filer.title)} (Exact name of registrant as specified in its charter)</p>
<table><tr><td>Title of each class</td><td>Trading symbol</td><td>Name of exchange</td></tr>
<tr><td>Common stock</td><td>${escaped(filer.ticker)}</td><td>${escaped(filer.exchange)}</td></tr></table>
${sections}
<p>This document was made up by a sandbox. No company has filed it.</p>
</body></html>
`;
}

function reportSections({ earnings, form }: Filing): string {
  const verdict = (earnings?.surprise ?? 0) > 0 ? 'above' : 'below';
  const period = form === '10-K' ? 'the year' : 'the quarter';
  return [
    `<h2>Management&#8217;s Discussion and Analysis</h2>`,
    `<p>Results for ${period} ended ${earnings?.periodEnd ?? ''} were ${verdict} those of the same period a year before.</p>`,
    '<h2>Risk Factors</h2>',
    ...RISKS.map((risk) => `<p>${risk}</p>`),
    '<h2>Controls and Procedures</h2>',
    '<p>Our disclosure controls and procedures were effective as of the end of the period.</p>',
  ].join('\n');
}

function itemSections({ items }: Filing): string {
  return items
    .split(',')
    .filter((item) => item !== '')
    .map(
      (item) =>
        `<p><b>Item ${item}</b> ${ITEMS[item] ?? 'Other'}.</p><p>The company reports under this item.</p>`,
    )
    .join('\n');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
