import { defineCommand } from '../src/chat/command.ts';
import { emphasis, heading, prose } from '../src/chat/document.ts';
import { paperCard } from '../src/chat/paper-card.ts';
import { findPaper, PAPER_OPTION } from '../src/features/catalog/find-paper.ts';
import { texToText } from '../src/text/tex/index.ts';

export const links = defineCommand({
  name: 'links',
  description: 'Lists the pages of a paper: arXiv, PDF, Hugging Face, code, project',
  options: { paper: PAPER_OPTION },
  audience: 'everyone',
  ephemeral: true,
  examples: ['links Streaming Deep Reinforcement Learning Finally Works', 'links mirror descent'],
  run: async ({ paper: named }, context) => {
    const paper = await findPaper(named, context);
    const links = paperCard(paper, context).links.map(({ label, url }) => prose({ kind: 'link', text: label, url }));
    return { blocks: [heading('Links of ', emphasis(texToText(paper.title))), ...links] };
  },
});
