/** Nobody asks for the overtakings of an office: those of a ticket are found by its key (`npm run bench year`). */
export const unusedIndex = `
drop index overtaking_in_office;
`;
