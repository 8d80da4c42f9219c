// The look of Adaptive Cards: sizes here, colours as the style sheet's own, so that light, dark and forced colours follow by themselves.
const colour = (name: string) => ({ default: `var(--card-${name})`, subtle: `var(--card-${name === 'text' ? 'soft' : name})` });

const foregroundColors = {
  default: colour('text'),
  dark: colour('text'),
  light: colour('soft'),
  accent: colour('accent'),
  attention: colour('bad'),
  good: colour('good'),
  warning: colour('warn'),
};
const style = (backgroundColor: string) => ({ backgroundColor, foregroundColors });
const tint = (name: string) => style(`color-mix(in srgb, var(--card-${name}) 10%, var(--card-back))`);

const fontSizes = { small: 13, default: 15, medium: 17, large: 20, extraLarge: 24 };
const fontWeights = { lighter: 400, default: 400, bolder: 600 };

export const look = {
  supportsInteractivity: true,
  fontTypes: {
    default: { fontFamily: 'inherit', fontSizes, fontWeights },
    monospace: { fontFamily: 'ui-monospace, Consolas, monospace', fontSizes, fontWeights },
  },
  lineHeights: { small: 18, default: 21, medium: 23, large: 26, extraLarge: 30 },
  spacing: { small: 4, default: 8, medium: 12, large: 16, extraLarge: 24, padding: 12 },
  separator: { lineThickness: 1, lineColor: 'var(--card-line)' },
  imageSizes: { small: 40, medium: 72, large: 120 },
  containerStyles: {
    default: style('transparent'),
    emphasis: style('var(--card-mild)'),
    accent: tint('accent'),
    good: tint('good'),
    attention: tint('bad'),
    warning: tint('warn'),
  },
  inputs: {
    label: { inputSpacing: 'small', requiredInputs: { weight: 'bolder', suffix: ' *', suffixColor: 'attention' }, optionalInputs: { weight: 'bolder' } },
    errorMessage: { color: 'attention', weight: 'bolder' },
    debounceTimeInMilliSeconds: 250,
  },
  actions: {
    maxActions: 20,
    spacing: 'medium',
    buttonSpacing: 0,
    showCard: { actionMode: 'inline', inlineTopMargin: 8 },
    actionsOrientation: 'horizontal',
    actionAlignment: 'left',
  },
  adaptiveCard: { allowCustomStyle: false },
  imageSet: { imageSize: 'medium', maxImageHeight: 100 },
  factSet: {
    title: { weight: 'bolder', wrap: true, maxWidth: 130 },
    value: { wrap: true },
    spacing: 12,
  },
  textBlock: { headingLevel: 2 },
};
