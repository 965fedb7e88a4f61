/** Every word that pages say, through one function a kind: text, or text with elements inside. */
import type { Child } from "hono/jsx";
import { EN } from "./en.ts";

export { ANIMALS, MANNERS } from "./animals_en.ts";

/** Languages that there are words for. */
export type Lang = "en";
export const LANGS: readonly Lang[] = ["en"];

export type StringKey = keyof typeof EN;
/** A text, or its forms by `Intl.PluralRules` of the parameter `n`. */
export type Text = string | PluralForms;
export interface PluralForms {
  readonly zero?: string;
  readonly one?: string;
  readonly two?: string;
  readonly few?: string;
  readonly many?: string;
  readonly other: string;
  /** Forms of the place in an order: 1st, 2nd. */
  readonly ordinal?: true;
}
export type Params = Readonly<Record<string, string | number>>;

const TEXTS: { readonly [L in Lang]: Readonly<Record<StringKey, Text>> } = { en: EN };

/** The locale whose habits dates and numbers follow: days before months, a day of 24 hours. */
const LOCALES: { readonly [L in Lang]: string } = { en: "en-GB" };
export function localeOf(lang: Lang): string {
  return LOCALES[lang];
}

/** The text of a key, its `{names}` filled in. Not escaped: JSX does that. */
export function t(lang: Lang, key: StringKey, params: Params = {}): string {
  return pattern(lang, key, params).replace(PLACE, (whole, name: string) => {
    const value = params[name];
    return value === undefined ? whole : said(lang, value);
  });
}

/** The same with elements among the parameters: a time, a name in its `<bdi>`. */
export function tx(
  lang: Lang,
  key: StringKey,
  params: Readonly<Record<string, Child>>,
): Child[] {
  return fill(lang, TEXTS[lang][key], params);
}

/** The same for a text that is no string of ours. */
export function fill(
  lang: Lang,
  words: Text,
  params: Readonly<Record<string, Child>>,
): Child[] {
  const n = params["n"];
  const text = formOf(lang, words, typeof n === "number" ? n : undefined);
  const parts: Child[] = [];
  let end = 0;
  for (const match of text.matchAll(PLACE)) {
    parts.push(text.slice(end, match.index));
    const value = params[match[1]!];
    parts.push(typeof value === "number" ? said(lang, value) : value ?? "");
    end = match.index + match[0].length;
  }
  parts.push(text.slice(end));
  return parts.filter((part) => part !== "");
}

/** Whether there are words for a key that data named (a kind, a code). */
export function hasText(key: string): key is StringKey {
  return Object.hasOwn(EN, key);
}

/** The first language of an `Accept-Language` header, or of `wish`, that there are words for. */
export function chooseLang(wish: string | null, header: string | null): Lang {
  const wanted = (header ?? "").split(",").map((part) => {
    const [name = "", ...parameters] = part.trim().split(";");
    const quality = parameters.find((parameter) => parameter.trim().startsWith("q="));
    return { name, quality: quality === undefined ? 1 : Number(quality.trim().slice(2)) || 0 };
  }).sort((a, b) => b.quality - a.quality).map(({ name }) => name);
  for (const name of wish === null ? wanted : [wish, ...wanted]) {
    const base = name.toLowerCase().split("-")[0];
    const known = LANGS.find((lang) => lang === base);
    if (known !== undefined) return known;
  }
  return "en";
}

const PLACE = /\{(\w+)\}/g;

function pattern(lang: Lang, key: StringKey, params: Params): string {
  const n = params["n"];
  return formOf(lang, TEXTS[lang][key], typeof n === "number" ? n : undefined);
}

function formOf(lang: Lang, text: Text, n: number | undefined): string {
  if (typeof text === "string") return text;
  if (n === undefined) return text.other;
  return text[rules(lang, text.ordinal ? "ordinal" : "cardinal").select(n)] ?? text.other;
}

const kept = new Map<string, Intl.PluralRules>();
function rules(lang: Lang, type: "ordinal" | "cardinal"): Intl.PluralRules {
  const name = `${lang} ${type}`;
  let found = kept.get(name);
  if (found === undefined) kept.set(name, found = new Intl.PluralRules(localeOf(lang), { type }));
  return found;
}

const numbers = new Map<Lang, Intl.NumberFormat>();
function said(lang: Lang, value: string | number): string {
  if (typeof value === "string") return value;
  let format = numbers.get(lang);
  if (format === undefined) numbers.set(lang, format = new Intl.NumberFormat(localeOf(lang)));
  return format.format(value);
}
