/** An article that a control has put into the world. */
export interface PlantedArticle {
  readonly id: number;
  readonly at: number;
  readonly headline: string;
  readonly summary: string;
  readonly author: string;
  readonly symbols: readonly string[];
}

/** What a language model says instead of the analyst: an answer word by word, or tools that it wants called. */
export type PlantedAnswer =
  | { readonly text: string; readonly end: 'complete' }
  | {
      readonly calls: readonly { readonly name: string; readonly input: Readonly<Record<string, unknown>> }[];
    };

/** Texts that controls put into the world beside its own: what an outsider might publish. Forgotten by a restart. */
export interface PlantedTexts {
  /** Oldest first. */
  articles(): readonly PlantedArticle[];
  publish(article: Omit<PlantedArticle, 'id' | 'author'>): PlantedArticle;
  /** What stands in every filing of the symbol instead of its own text; undefined where nothing was planted. */
  filingOf(symbol: string): string | undefined;
  file(symbol: string, html: string): void;
  /** The next answers of the language models, in this order. */
  say(answers: readonly PlantedAnswer[]): void;
  nextAnswer(): PlantedAnswer | undefined;
  clear(): void;
}

/** Above the numbers of the world's own articles. */
const FIRST_ID = 1_000_000_000;

export function createPlantedTexts(): PlantedTexts {
  let articles: readonly PlantedArticle[] = [];
  const filings = new Map<string, string>();
  const answers: PlantedAnswer[] = [];
  let nextId = FIRST_ID;
  return {
    articles: () => articles,
    publish(article) {
      const published = { ...article, id: nextId, author: 'planted' };
      nextId += 1;
      articles = [...articles, published].sort((one, other) => one.at - other.at || one.id - other.id);
      return published;
    },
    filingOf: (symbol) => filings.get(symbol),
    file: (symbol, html) => void filings.set(symbol, html),
    say: (some) => void answers.push(...some),
    nextAnswer: () => answers.shift(),
    clear() {
      articles = [];
      answers.length = 0;
      filings.clear();
    },
  };
}
