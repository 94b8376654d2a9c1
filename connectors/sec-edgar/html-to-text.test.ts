import { assert, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { htmlToText } from './html-to-text.ts';

describe('a page as text', () => {
  it('has a line for each block, bars between cells, and characters for entities', () => {
    const page =
      '<?xml version="1.0"?><html><head><title>t</title></head><body><p>A &amp; B&#8217;s &nbsp;profit</p>' +
      '<table><tr><td>Revenue</td><td>$1,200</td></tr><tr><td>Costs</td><td>&#x24;900</td></tr></table>' +
      'one<br/>two</body></html>';
    expect(htmlToText(page)).toBe('A & B’s profit\n\nRevenue | $1,200\n\nCosts | $900\n\none\ntwo');
  });

  it.each([
    ['display', '<div style="color:red; DISPLAY : none">secret</div>'],
    ['visibility', '<span style="visibility:hidden">secret</span>'],
    ['no size', "<font style='font-size:0px'>secret</font>"],
    ['opacity', '<p style="opacity:0">secret</p>'],
    ['the attribute', '<p class="x" hidden>secret</p>'],
    ['nesting', '<div hidden><div>a</div>secret<div><div>b</div></div>secret</div>'],
    ['scripts', '<script>secret</script><style>secret</style>'],
    ['the XBRL header', '<ix:header><ix:hidden><b>secret</b></ix:hidden></ix:header>'],
    ['comments', '<!-- secret --><!-- > secret -->'],
    ['attributes', '<p title="secret > secret">x</p>'],
    ['an end that never comes', 'x<div style="display:none">secret'],
  ])('leaves out what the page hides: %s', (_, html) => {
    expect(htmlToText(`<p>before</p>${html}`)).not.toContain('secret');
  });

  it('shows what only looks hidden', () => {
    expect(htmlToText('<p class="hidden" style="font-size:0.9em;opacity:0.5">seen</p>')).toBe('seen');
  });

  it('never fails, whatever is malformed', () => {
    expect(htmlToText('1 < 2 and <b')).toBe('1 < 2 and');
    expect(htmlToText('&#9999999; &unknown; &__proto__;')).toBe('&unknown; &__proto__;');
    assert(property(string({ unit: 'binary' }), (html) => typeof htmlToText(html) === 'string'));
  });

  it('takes time in proportion to the page', () => {
    const parts = [
      '<',
      '<div ',
      '<a "',
      '<a b="',
      '<!--',
      '<p>',
      '&#',
      '</',
      "<a b='>",
      '<b hidden>',
      ' | ',
      '</td>',
    ];
    for (const part of parts) expect(typeof htmlToText(part.repeat(200_000))).toBe('string');
  }, 10_000);
});
