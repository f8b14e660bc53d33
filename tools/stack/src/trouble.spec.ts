import { sentenceOf, Trouble } from './trouble';

describe('the sentence for an error', () => {
  it('is what a Trouble says', () => {
    expect(sentenceOf(new Trouble('Java is missing.'))).toBe('Java is missing.');
  });

  it('names a full disk, whether the code or the message tells of it', () => {
    const byCode = Object.assign(new Error('write failed'), { code: 'ENOSPC' });
    expect(sentenceOf(byCode)).toMatch(/^The disk is full/);
    expect(sentenceOf(new Error('could not write: No space left on device'))).toMatch(/^The disk is full/);
  });

  it('is the message of any other error, without its stack', () => {
    expect(sentenceOf(new Error('odd'))).toBe('odd');
  });
});
