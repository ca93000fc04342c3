/** The version of this package. The bundle has the number in place of this text: see `tools/packages`. */
export const CULVERT_VERSION: string = '0.0.0-workspace';
