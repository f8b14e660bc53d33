import fc from 'fast-check';
import { drawn, isReference, referenceFrom, symbols } from './reference.rules';

const references = fc.array(fc.nat(symbols - 1), { minLength: drawn, maxLength: drawn }).map(referenceFrom);
const places = fc.nat(drawn).map((place) => (place < 5 ? place : place + 1));
const characters = fc.constantFrom(...Array.from('23456789ABCDEFGHJKMNPQRSTUVWXYZ'));

describe('a reference', () => {
  it('is short, of characters that nobody mistakes, and checks itself', () => {
    expect(referenceFrom([0, 1, 2, 3, 4, 5, 6, 7, 8])).toBe('23456-789AS');
    fc.assert(
      fc.property(references, (reference) => {
        expect(reference).toMatch(/^[2-9A-HJKMNP-Z]{5}-[2-9A-HJKMNP-Z]{5}$/);
        expect(isReference(reference)).toBe(true);
      }),
    );
  });

  it('with one wrong character is none', () => {
    fc.assert(
      fc.property(references, places, characters, (reference, place, character) => {
        fc.pre(reference.charAt(place) !== character);
        expect(isReference(reference.slice(0, place) + character + reference.slice(place + 1))).toBe(false);
      }),
    );
  });

  it('with two characters that changed places is none', () => {
    fc.assert(
      fc.property(references, places, places, (reference, one, other) => {
        fc.pre(reference.charAt(one) !== reference.charAt(other));
        const letters = [...reference];
        [letters[one], letters[other]] = [reference.charAt(other), reference.charAt(one)];
        expect(isReference(letters.join(''))).toBe(false);
      }),
    );
  });

  it.each(['', '23456789AS', '23456-789AU0', '23456-789au', '0OIL1-789AS'])('is not %p', (text) => {
    expect(isReference(text)).toBe(false);
  });
});
