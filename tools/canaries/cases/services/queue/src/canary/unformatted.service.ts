// canary: prettier unformatted
export const   text = "text"
