import { expect, test } from 'vitest'
import type { Policies } from '../wire'
import { choose, shownRule, told } from './policies'

const policies: Policies = {
  defaults: { get_case: 'allow', update_case: 'askVisitor' },
  holders: [{ id: 'b', kind: 'bot', name: 'Assistant', rules: { update_case: 'forbid' } }],
}

test('a choice shows at once, and choosing what is saved takes it back', () => {
  expect(shownRule(policies, {}, 'b', 'update_case')).toBe('forbid')
  expect(shownRule(policies, {}, 'b', 'get_case')).toBeNull()
  const chosen = choose(policies, {}, 'b', 'update_case', null)
  expect(shownRule(policies, chosen, 'b', 'update_case')).toBeNull()
  expect(choose(policies, chosen, 'b', 'update_case', 'forbid')).toEqual({})
})

test('says what saving will change', () => {
  let chosen = choose(policies, {}, 'b', 'update_case', null)
  chosen = choose(policies, chosen, 'b', 'get_case', 'askAgent')
  expect(told(policies, chosen, (tool) => tool)).toEqual(['Assistant, update_case: by the default', 'Assistant, get_case: ask an agent'])
})
