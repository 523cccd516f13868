/**
 * The prices that come with Tracenest: list prices per million tokens of the providers' own APIs,
 * each list with the page that says so and the day on which it did. To change them, keep a copy of
 * this table as a file (it is plain JSON) and edit that.
 *
 * Not here, because one number would be wrong: DeepSeek (dearer at certain hours and on working
 * days), Amazon Bedrock and Azure (by region; not what the makers of the models charge), Cohere's
 * Command A (no public price). Their runs have no cost unless the sender states one.
 */
import type { PriceFile } from './price-file.js';

const RECORDS =
  'https://github.com/SergeevDmitry/llm-kit/tree/97a1ce9b7b04e240290a45eec5f3d095567682cc/docs/provider-data';
const LONG_INPUTS =
  'https://github.com/simonw/llm-prices/blob/0838d1aca5cc5cb2b5f61cc551adb09e517a0da7/data/openai.json';
const OPENAI = 'https://developers.openai.com/api/docs/pricing';
const ANTHROPIC = 'https://platform.claude.com/docs/en/about-claude/pricing';

export const priceTable: PriceFile = {
  version: 1,
  lists: [
    {
      providers: ['openai'],
      source: OPENAI,
      read: '2026-09-07',
      via: `${RECORDS}/openai.json`,
      // prettier-ignore
      models: [
        { names: ['gpt-5.6-terra'], up_to: 272_000, input: '2.00', cache_read: '0.20', output: '12.00' },
        { names: ['gpt-5.6-luna'], up_to: 272_000, input: '0.20', cache_read: '0.02', output: '1.20' },
        { names: ['gpt-5.6-sol'], up_to: 272_000, input: '5.00', cache_read: '0.50', output: '30.00', read: '2026-08-05' },
        { names: ['gpt-5.6-sol'], from: '2026-08-21', up_to: 272_000, input: '4.00', cache_read: '0.40', output: '20.00' },
        { names: ['gpt-5.5'], patterns: ['gpt-5.5-20*'], input: '5.00', cache_read: '0.50', output: '30.00', above: [{ over: 272_000, input: '10.00', cache_read: '1.00', output: '45.00' }], via: LONG_INPUTS },
        { names: ['gpt-5.4'], patterns: ['gpt-5.4-20*'], input: '2.50', cache_read: '0.25', output: '15.00', above: [{ over: 272_000, input: '5.00', cache_read: '0.50', output: '22.50' }], via: LONG_INPUTS },
        { names: ['gpt-5.4-mini'], patterns: ['gpt-5.4-mini-20*'], input: '0.75', cache_read: '0.075', output: '4.50' },
        { names: ['gpt-5.4-nano'], patterns: ['gpt-5.4-nano-20*'], input: '0.20', cache_read: '0.02', output: '1.25' },
        { names: ['gpt-5.4-pro'], patterns: ['gpt-5.4-pro-20*'], input: '30.00', output: '180.00', above: [{ over: 272_000, input: '60.00', output: '270.00' }], via: LONG_INPUTS },
        { names: ['gpt-5.2'], patterns: ['gpt-5.2-20*'], input: '1.75', cache_read: '0.175', output: '14.00' },
        { names: ['gpt-5.2-pro'], patterns: ['gpt-5.2-pro-20*'], input: '21.00', output: '168.00' },
        { names: ['gpt-5.1'], patterns: ['gpt-5.1-20*'], input: '1.25', cache_read: '0.125', output: '10.00' },
        { names: ['gpt-5'], patterns: ['gpt-5-20*'], input: '1.25', cache_read: '0.125', output: '10.00' },
        { names: ['gpt-5-mini'], patterns: ['gpt-5-mini-20*'], input: '0.25', cache_read: '0.025', output: '2.00' },
        { names: ['gpt-5-nano'], patterns: ['gpt-5-nano-20*'], input: '0.05', cache_read: '0.005', output: '0.40' },
        { names: ['gpt-5-pro'], patterns: ['gpt-5-pro-20*'], input: '15.00', output: '120.00' },
        { names: ['gpt-4.1'], patterns: ['gpt-4.1-20*'], input: '2.00', cache_read: '0.50', output: '8.00' },
        { names: ['gpt-4.1-mini'], patterns: ['gpt-4.1-mini-20*'], input: '0.40', cache_read: '0.10', output: '1.60' },
        { names: ['gpt-4.1-nano'], patterns: ['gpt-4.1-nano-20*'], input: '0.10', cache_read: '0.025', output: '0.40' },
        { names: ['gpt-4o', 'gpt-4o-2024-08-06', 'gpt-4o-2024-11-20'], input: '2.50', cache_read: '1.25', output: '10.00' },
        { names: ['gpt-4o-mini', 'gpt-4o-mini-2024-07-18'], input: '0.15', cache_read: '0.075', output: '0.60' },
        { names: ['o3'], patterns: ['o3-20*'], input: '2.00', cache_read: '0.50', output: '8.00' },
        { names: ['o3-pro'], patterns: ['o3-pro-20*'], input: '20.00', output: '80.00' },
        { names: ['o3-mini'], patterns: ['o3-mini-20*'], input: '1.10', cache_read: '0.55', output: '4.40' },
        { names: ['o4-mini'], patterns: ['o4-mini-20*'], input: '1.10', cache_read: '0.275', output: '4.40' },
        { names: ['o1'], patterns: ['o1-20*'], input: '15.00', cache_read: '7.50', output: '60.00' },
      ],
    },
    {
      providers: ['openai'],
      source: OPENAI,
      read: '2026-10-26',
      via: 'https://github.com/TheKrush/PromptFuel/releases',
      // prettier-ignore
      models: [
        { names: ['gpt-6-astra'], from: '2026-09-03', input: '10.00', cache_read: '1.00', cache_write: '12.50', output: '50.00', above: [{ over: 272_000, input: '20.00', cache_read: '2.00', cache_write: '25.00', output: '75.00' }], read: '2026-09-05', via: 'https://github.com/BerriAI/litellm/discussions/39633' },
        { names: ['gpt-6-sol'], from: '2026-09-22', up_to: 272_000, input: '2.00', cache_read: '0.20', cache_write: '2.50', output: '10.00', read: '2026-09-23' },
        { names: ['gpt-6-luna'], from: '2026-09-22', up_to: 272_000, input: '0.10', cache_read: '0.01', cache_write: '0.125', output: '0.50', read: '2026-09-23' },
        { names: ['gpt-6.1-sol'], from: '2026-09-29', up_to: 272_000, input: '2.00', cache_read: '0.10', cache_write: '2.50', output: '10.00', read: '2026-10-01' },
        { names: ['gpt-6.1-terra'], from: '2026-10-26', up_to: 272_000, input: '1.00', cache_read: '0.05', cache_write: '1.25', output: '5.00' },
      ],
    },
    {
      providers: ['anthropic'],
      source: ANTHROPIC,
      read: '2026-09-07',
      via: `${RECORDS}/anthropic.json`,
      // prettier-ignore
      models: [
        { names: ['claude-fable-5-1', 'claude-mythos-5-1'], input: '10.00', cache_read: '0.25', cache_write: '12.50', cache_write_1h: '20.00', output: '50.00' },
        { names: ['claude-fable-5', 'claude-mythos-5'], input: '10.00', cache_read: '1.00', cache_write: '12.50', cache_write_1h: '20.00', output: '50.00' },
        { names: ['claude-opus-5', 'claude-opus-4-8', 'claude-opus-4-7', 'claude-opus-4-6', 'claude-opus-4-5'], patterns: ['claude-opus-4-5-20*'], input: '5.00', cache_read: '0.50', cache_write: '6.25', cache_write_1h: '10.00', output: '25.00' },
        { names: ['claude-opus-4-1', 'claude-opus-4', 'claude-opus-4-0'], patterns: ['claude-opus-4-1-20*', 'claude-opus-4-20*'], input: '15.00', cache_read: '1.50', cache_write: '18.75', cache_write_1h: '30.00', output: '75.00' },
        { names: ['claude-sonnet-5'], input: '2.00', cache_read: '0.20', cache_write: '2.50', cache_write_1h: '4.00', output: '10.00' },
        { names: ['claude-sonnet-4-6', 'claude-sonnet-4-5', 'claude-sonnet-4', 'claude-sonnet-4-0'], patterns: ['claude-sonnet-4-5-20*', 'claude-sonnet-4-20*'], input: '3.00', cache_read: '0.30', cache_write: '3.75', cache_write_1h: '6.00', output: '15.00' },
        { names: ['claude-haiku-4-5'], patterns: ['claude-haiku-4-5-20*'], input: '1.00', cache_read: '0.10', cache_write: '1.25', cache_write_1h: '2.00', output: '5.00' },
        { names: ['claude-haiku-3-5', 'claude-3-5-haiku-latest'], patterns: ['claude-3-5-haiku-20*'], input: '0.80', cache_read: '0.08', cache_write: '1.00', cache_write_1h: '1.60', output: '4.00' },
      ],
    },
    {
      providers: ['anthropic'],
      source: ANTHROPIC,
      read: '2026-10-24',
      via: 'https://github.com/kurofune/claudit/releases/tag/v1.9.2',
      // prettier-ignore
      models: [
        { names: ['claude-opus-5-5'], from: '2026-09-22', input: '4.00', cache_read: '0.20', cache_write: '5.00', cache_write_1h: '8.00', output: '20.00', read: '2026-09-23' },
        { names: ['claude-sonnet-5-5'], from: '2026-09-28', input: '2.00', cache_read: '0.20', cache_write: '2.50', cache_write_1h: '4.00', output: '10.00', read: '2026-10-01' },
        { names: ['claude-sonnet-5-5'], from: '2026-10-07', input: '2.00', cache_read: '0.10', cache_write: '2.50', cache_write_1h: '4.00', output: '10.00' },
        { names: ['claude-haiku-5-5'], from: '2026-10-07', input: '0.10', cache_read: '0.01', cache_write: '0.125', cache_write_1h: '0.20', output: '0.50', above: [{ over: 100_000, input: '0.50', cache_read: '0.05', cache_write: '0.625', cache_write_1h: '1.00', output: '2.50' }] },
      ],
    },
    {
      providers: ['google_genai', 'google', 'gemini', 'google_ai_studio'],
      source: 'https://ai.google.dev/gemini-api/docs/pricing',
      read: '2026-09-07',
      via: `${RECORDS}/google.json`,
      // prettier-ignore
      models: [
        { names: ['gemini-3.8-flash', 'gemini-3.7-flash'], input: '0.75', cache_read: '0.075', output: '3.75' },
        { names: ['gemini-3.6-flash'], input: '1.50', output: '7.50', read: '2026-08-05' },
        { names: ['gemini-3.6-flash'], from: '2026-09-07', input: '0.75', cache_read: '0.075', output: '3.75' },
        { names: ['gemini-3.8-flash', 'gemini-3.7-flash', 'gemini-3.6-flash'], from: '2027-01-01', input: '1.50', cache_read: '0.15', output: '7.50' },
        { names: ['gemini-3.5-flash'], input: '1.50', cache_read: '0.15', output: '9.00' },
        { names: ['gemini-3.5-flash-lite'], input: '0.30', output: '2.50' },
        { names: ['gemini-3.1-flash-lite'], input: '0.25', cache_read: '0.025', audio_in: '0.50', output: '1.50' },
        { names: ['gemini-3.1-pro-preview'], input: '2.00', cache_read: '0.20', output: '12.00', above: [{ over: 200_000, input: '4.00', cache_read: '0.40', output: '18.00' }] },
        { names: ['gemini-2.5-pro'], input: '1.25', cache_read: '0.125', output: '10.00', above: [{ over: 200_000, input: '2.50', cache_read: '0.25', output: '15.00' }] },
        { names: ['gemini-2.5-flash'], input: '0.30', cache_read: '0.03', audio_in: '1.00', output: '2.50' },
        { names: ['gemini-2.5-flash-lite'], input: '0.10', cache_read: '0.01', audio_in: '0.30', output: '0.40' },
      ],
    },
    {
      providers: ['mistralai', 'mistral'],
      source: 'https://mistral.ai/pricing/api',
      read: '2026-09-07',
      via: `${RECORDS}/mistral.json`,
      // prettier-ignore
      models: [
        { names: ['mistral-medium-latest', 'mistral-medium-3.5'], input: '1.50', cache_read: '0.15', output: '7.50' },
        { names: ['mistral-small-latest', 'mistral-small-4'], input: '0.15', cache_read: '0.015', output: '0.60' },
        { names: ['mistral-large-latest', 'mistral-large-3'], input: '0.50', cache_read: '0.05', output: '1.50' },
        { names: ['codestral-latest', 'codestral'], input: '0.30', output: '0.90' },
        { names: ['ministral-3b-latest', 'ministral-3-3b'], input: '0.10', output: '0.10' },
        { names: ['ministral-8b-latest', 'ministral-3-8b'], input: '0.15', output: '0.15' },
        { names: ['ministral-14b-latest', 'ministral-3-14b'], input: '0.20', output: '0.20' },
      ],
    },
    {
      providers: ['cohere'],
      source: 'https://cohere.com/pricing',
      read: '2026-09-07',
      via: `${RECORDS}/cohere.json`,
      // prettier-ignore
      models: [
        { names: ['command-r-03-2024'], input: '0.50', output: '1.50' },
        { names: ['command-r-plus-04-2024'], input: '3.00', output: '15.00' },
        { names: ['command-r-plus-08-2024'], input: '2.50', output: '10.00' },
        { names: ['command'], input: '1.00', output: '2.00' },
        { names: ['command-light'], input: '0.30', output: '0.60' },
      ],
    },
    {
      providers: ['xai'],
      source: 'https://docs.x.ai/docs/models',
      read: '2026-09-29',
      via: 'https://github.com/simonw/llm-prices/blob/25bd70269d2a6b7cfebba24ddc0c8b9a5f9fc515/data/xai.json',
      // prettier-ignore
      models: [
        { names: ['grok-4.7', 'grok-4.6'], input: '2.00', cache_read: '0.50', output: '6.00', above: [{ over: 200_000, input: '4.00', cache_read: '1.00', output: '12.00' }] },
        { names: ['grok-4.3', 'grok-4.20-0309-reasoning', 'grok-4.20-0309-non-reasoning'], input: '1.25', cache_read: '0.20', output: '2.50', above: [{ over: 200_000, input: '2.50', cache_read: '0.40', output: '5.00' }] },
        { names: ['grok-4'], input: '3.00', cache_read: '0.75', output: '15.00', above: [{ over: 128_000, input: '6.00', cache_read: '0.75', output: '30.00' }] },
        { names: ['grok-3'], input: '3.00', cache_read: '0.75', output: '15.00' },
        { names: ['grok-3-mini'], input: '0.30', cache_read: '0.075', output: '0.50' },
        { names: ['grok-code-fast-1'], input: '0.20', cache_read: '0.02', output: '1.50' },
      ],
    },
  ],
};
