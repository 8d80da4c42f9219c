export interface PasswordRule {
  text: string
  isMet: boolean
}

const lengthMin = 12
const differentMin = 5
const tellingLengthMin = 3

/** What an administrator's password must be: the same rules as the hub's (People/SigningIn.cs, MustBeStrong), told while one types. */
export function passwordRules(password: string, name: string, email: string): PasswordRule[] {
  const telling = [...name.trim().split(' '), email.trim().split('@')[0]!].filter((part) => part.length >= tellingLengthMin)
  const small = password.toLowerCase()
  return [
    { text: `At least ${lengthMin} characters`, isMet: password.length >= lengthMin },
    { text: `At least ${differentMin} different characters`, isMet: new Set(password.split('')).size >= differentMin },
    {
      text: 'Without your name or your address',
      isMet: password !== '' && telling.every((part) => !small.includes(part.toLowerCase())),
    },
  ]
}

export function isGood(password: string, name: string, email: string): boolean {
  return passwordRules(password, name, email).every((rule) => rule.isMet)
}
