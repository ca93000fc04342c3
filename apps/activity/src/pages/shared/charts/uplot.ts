import './usable-language.js';

export { default as uPlot } from 'uplot';
