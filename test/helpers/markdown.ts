import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

import GithubSlugger from 'github-slugger';
import { marked, type Token, type Tokens } from 'marked';

/** Where the links and pictures of a Markdown text lead to, code left out. */
export function linksIn(text: string): readonly string[] {
  const targets: string[] = [];
  void marked.walkTokens(marked.lexer(text), (token) => {
    if (token.type === 'link' || token.type === 'image')
      targets.push((token as Tokens.Link | Tokens.Image).href);
  });
  return targets;
}

/** The anchors that GitHub gives to the headings of a Markdown text. */
export function anchorsIn(text: string): readonly string[] {
  const slugger = new GithubSlugger();
  return marked
    .lexer(text)
    .filter(({ type }) => type === 'heading')
    .map((heading) => slugger.slug(wordsOf(heading)));
}

/** Why a link that stands in a file leads nowhere; `undefined` for one that does not, and for other sites. */
export function brokenLink(file: string, link: string): string | undefined {
  if (/^[a-z]+:/u.test(link)) return undefined;
  const [path = '', anchor] = decodeURIComponent(link).split('#');
  const target = path === '' ? file : join(dirname(file), path);
  if (!existsSync(target)) return `${link}: there is no ${target}`;
  if (anchor === undefined) return undefined;
  const hasAnchor = statSync(target).isFile() && anchorsIn(readFileSync(target, 'utf8')).includes(anchor);
  return hasAnchor ? undefined : `${link}: ${target} has no such heading`;
}

/** The words of a heading, as they are read. */
function wordsOf(token: Token): string {
  const { raw, tokens }: { raw: string; tokens?: Token[] } = token;
  return tokens === undefined ? raw : tokens.map(wordsOf).join('');
}
