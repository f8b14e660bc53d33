/** What was said on an office's board of late: its calls, and their repetitions, by time. */
export const announcementIndex = `
create index period_said on period (office, from_at) where state = 'called';
`;
