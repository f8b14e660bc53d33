// canary: eslint no-console
/* eslint-disable no-console */
export const whisper = (): void => {
  console.log('a comment cannot switch a fence off');
};
