import { defineSearchAttributeKey } from '@temporalio/common';

/** What cycles and orders can be found by in the Web UI and the `temporal` CLI. */
export const STRATEGY = defineSearchAttributeKey('Strategy', 'KEYWORD');
export const SYMBOLS = defineSearchAttributeKey('Symbols', 'KEYWORD_LIST');
export const MODE = defineSearchAttributeKey('Mode', 'KEYWORD');
export const OUTCOME = defineSearchAttributeKey('Outcome', 'KEYWORD');

/** More symbols than this are left out of the attribute: a history must not grow with the universe. */
export const SEARCHABLE_SYMBOLS_MAX = 20;
