import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import type { Extension } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { tags } from '@lezer/highlight'

// Fluent's tokens are variables of the page, so dark and light need no theme of their own here.
const theme = EditorView.theme({
  '&': { height: '100%', color: 'var(--colorNeutralForeground1)', backgroundColor: 'var(--colorNeutralBackground1)', fontSize: '13px' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--fontFamilyMonospace)', lineHeight: '20px', scrollbarWidth: 'thin' },
  '.cm-content': { caretColor: 'var(--colorNeutralForeground1)', paddingBlock: '8px' },
  '.cm-cursor, .cm-dropCursor': { borderLeftColor: 'var(--colorNeutralForeground1)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    background: 'var(--colorNeutralBackground1Selected)',
  },
  '.cm-gutters': {
    color: 'var(--colorNeutralForeground3)',
    backgroundColor: 'var(--colorNeutralBackground1)',
    borderRight: '1px solid var(--colorNeutralStroke2)',
  },
  '.cm-activeLine': { backgroundColor: 'color-mix(in srgb, var(--colorNeutralForeground1) 4%, transparent)' },
  '.cm-activeLineGutter': { color: 'var(--colorNeutralForeground1)', backgroundColor: 'var(--colorSubtleBackgroundSelected)' },
  '.cm-foldPlaceholder': {
    color: 'var(--colorNeutralForeground2)',
    backgroundColor: 'var(--colorNeutralBackground3)',
    borderColor: 'var(--colorNeutralStroke2)',
  },
  '.cm-ran': { backgroundColor: 'var(--colorBrandBackground2)' },
  '.cm-ranLast': { boxShadow: 'inset 3px 0 var(--colorCompoundBrandStroke)' },
  '.cm-matchingBracket': { backgroundColor: 'var(--colorNeutralBackground3)', outline: '1px solid var(--colorNeutralStroke1)' },
  '.cm-searchMatch': { backgroundColor: 'var(--colorPaletteYellowBackground2)', color: 'var(--colorNeutralForeground1)' },
  '.cm-panels': { color: 'var(--colorNeutralForeground1)', backgroundColor: 'var(--colorNeutralBackground2)' },
  '.cm-panels-bottom': { borderTop: '1px solid var(--colorNeutralStroke2)' },
  '.cm-textfield': {
    color: 'var(--colorNeutralForeground1)',
    backgroundColor: 'var(--colorNeutralBackground1)',
    border: '1px solid var(--colorNeutralStroke1)',
    fontSize: '13px',
  },
  '.cm-button': {
    color: 'var(--colorNeutralForeground1)',
    backgroundColor: 'var(--colorNeutralBackground1)',
    backgroundImage: 'none',
    border: '1px solid var(--colorNeutralStroke1)',
    borderRadius: '4px',
    fontSize: '13px',
  },
  '.cm-panel label': { fontSize: '13px' },
  '.cm-tooltip': {
    maxWidth: 'min(420px, 90vw)',
    color: 'var(--colorNeutralForeground1)',
    backgroundColor: 'var(--colorNeutralBackground1)',
    border: '1px solid var(--colorNeutralStroke1)',
    borderRadius: '6px',
    boxShadow: 'var(--shadow16)',
    overflow: 'hidden',
  },
  '.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--fontFamilyMonospace)', fontSize: '13px' },
  '.cm-tooltip-autocomplete > ul > li': { padding: '3px 8px' },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': { color: 'var(--colorNeutralForegroundOnBrand)', backgroundColor: 'var(--colorBrandBackground)' },
  '.cm-completionDetail': { marginLeft: '10px', fontStyle: 'normal', fontFamily: 'var(--fontFamilyBase)', opacity: '0.85' },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '700' },
  '.cm-completionInfo': { padding: '8px 10px', fontFamily: 'var(--fontFamilyBase)', maxWidth: '320px' },
  '.cm-diagnostic': { padding: '6px 10px', fontFamily: 'var(--fontFamilyBase)' },
  '.cm-diagnostic-error': { borderLeft: '3px solid var(--colorPaletteRedBackground3)' },
  '.cm-diagnostic-warning': { borderLeft: '3px solid var(--colorPaletteMarigoldBackground3)' },
  '.cm-deletedChunk': { backgroundColor: 'var(--colorPaletteRedBackground1)' },
  '.cm-changedLine, .cm-insertedLine': { backgroundColor: 'var(--colorPaletteGreenBackground1) !important' },
  '.cm-deletedLine, .cm-deletedLine del': { textDecoration: 'none' },
  '.cm-changedText': { background: 'color-mix(in srgb, var(--colorPaletteGreenForeground1) 15%, transparent) !important' },
  '.cm-deletedText': { background: 'color-mix(in srgb, var(--colorPaletteRedForeground1) 15%, transparent) !important' },
  '.cm-collapsedLines': {
    color: 'var(--colorNeutralForeground2)',
    background: 'var(--colorNeutralBackground3)',
    '&:before, &:after': { content: '"⋯"', marginInline: '8px' },
  },
})

const colours = HighlightStyle.define([
  { tag: [tags.definition(tags.propertyName), tags.propertyName], color: 'var(--colorBrandForegroundLink)' },
  { tag: [tags.comment, tags.lineComment], color: 'var(--colorNeutralForeground3)', fontStyle: 'italic' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--colorPaletteGreenForeground1)' },
  { tag: [tags.keyword, tags.bool, tags.null, tags.number], color: 'var(--colorPaletteBerryForeground1)' },
  { tag: [tags.punctuation, tags.separator, tags.squareBracket, tags.brace, tags.meta], color: 'var(--colorNeutralForeground3)' },
])

/** How YAML looks, in the editor and where two versions are compared. */
export const look: Extension = [theme, syntaxHighlighting(colours)]
