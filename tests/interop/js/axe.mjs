// Asks axe-core what is wrong with a page for people with disabilities, in jsdom, which runs no
// script of the page and loads nothing.
//
// jsdom has no layout: what depends on one, such as contrast, scrolling and the size of targets, is
// left out ("incomplete" holds what axe-core could not decide).
//
// Request:
//   html  the page
// Answer:
//   violations, incomplete  [{id, help, nodes: [the start of each element]}]
//   passes                  the rules that were tried on something and hold

import axe from 'axe-core';
import {JSDOM, VirtualConsole} from 'jsdom';

import {serve} from './lines.mjs';

await serve(async ({html}) => {
  // jsdom tells of every sheet of style that it does not understand.
  const quiet = new VirtualConsole();
  const {window} = new JSDOM(html, {
    pretendToBeVisual: true,
    runScripts: 'outside-only',
    virtualConsole: quiet
  });
  window.eval(axe.source);
  const found = await window.axe.run(window.document, {
    resultTypes: ['violations', 'incomplete', 'passes'],
    rules: {'color-contrast': {enabled: false}}
  });
  window.close();
  const short = ({id, help, nodes}) => ({id, help, nodes: nodes.map(node => node.html.slice(0, 200))});
  return {
    violations: found.violations.map(short),
    incomplete: found.incomplete.map(short),
    passes: found.passes.map(({id}) => id)
  };
});
