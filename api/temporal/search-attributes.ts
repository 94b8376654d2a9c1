import { defineSearchAttributeKey } from '@temporalio/common';

export const STRATEGY = defineSearchAttributeKey('Strategy', 'KEYWORD');
export const SYMBOLS = defineSearchAttributeKey('Symbols', 'KEYWORD_LIST');
export const MODE = defineSearchAttributeKey('Mode', 'KEYWORD');
