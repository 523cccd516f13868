/**
 * Streams for about ten seconds, so that you can watch a trace grow on its page: open the link while
 * it runs.
 *
 *     npx tsx examples/slow-stream.ts [seconds]
 */
import { printLink } from './config.js';
import { setTimeout as sleep } from 'node:timers/promises';
import { getCurrentRunTree, traceable } from 'tracenest';

const lengthMs = Number(process.argv[2] ?? 10) * 1000;

const story =
  'Far out at sea a small lamp was lit every evening by no one in particular and every morning the ships wrote down where it had been'.split(
    ' ',
  );

const tellStory = traceable(
  async function* () {
    for (const word of story) {
      await sleep(lengthMs / story.length);
      yield `${word} `;
    }
  },
  { name: 'tell_story', run_type: 'llm', aggregator: (words: string[]) => words.join('') },
);

const countLetters = traceable(
  async (word: string) => {
    await sleep(lengthMs / story.length / 2);
    return word.trim().length;
  },
  { name: 'count_letters', run_type: 'tool' },
);

const readAloud = traceable(
  async () => {
    printLink('slow stream', getCurrentRunTree().trace_id);
    let letters = 0;
    let words = 0;
    for await (const word of tellStory()) {
      process.stdout.write(word);
      words += 1;
      if (words % 8 === 0) letters += await countLetters(word);
    }
    process.stdout.write('\n');
    return { words, letters };
  },
  { name: 'read_aloud' },
);

await readAloud();
