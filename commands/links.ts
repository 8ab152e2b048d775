import { defineCommand } from '../src/chat/command.ts';
import { emphasis, heading, prose } from '../src/chat/document.ts';
import { paperLinks } from '../src/chat/paper-card.ts';
import { PAPER_OPTION } from '../src/features/catalog/find-paper.ts';
import { texToText } from '../src/text/tex/index.ts';
import type { CommandServices } from './services.ts';

export const links = defineCommand(
  {
    name: 'links',
    description: "Lists a paper's links: arXiv, PDF, Hugging Face, code, project",
    options: { paper: PAPER_OPTION },
    audience: 'everyone',
    ephemeral: true,
    examples: ['links Streaming Deep Reinforcement Learning Finally Works', 'links mirror descent'],
  },
  ({ finder }: Pick<CommandServices, 'finder'>) => ({
    suggest: { paper: finder.suggest },
    run: async ({ paper: named }) => {
      const paper = await finder.find(named);
      const links = paperLinks(paper).map(({ label, url }) => prose({ kind: 'link', text: label, url }));
      return { blocks: [heading('Links for ', emphasis(texToText(paper.title))), ...links] };
    },
  }),
);
