/**
 * What units of UCUM are in base units: metre, second, gram, kelvin, coulomb, candela, radian, and
 * the amounts that are compared with none but themselves. https://ucum.org/ucum
 */

/** A unit in base units: a value of it is `value × factor + offset` of `base`. */
export interface Canonical {
  readonly base: string;
  readonly factor: number;
  readonly offset: number;
}

/** A factor, and the powers of base units. */
export type Multiple = readonly [factor: number, ...powers: (readonly [string, number])[]];

const METRE = ['m', 1] as const;
const SQUARE = ['m', 2] as const;
const CUBIC = ['m', 3] as const;
const GRAM = ['g', 1] as const;
const SECOND = ['s', 1] as const;
const PASCAL = [['g', 1] as const, ['m', -1] as const, ['s', -2] as const];
const JOULE = [['g', 1] as const, ['m', 2] as const, ['s', -2] as const];
const SIEVERT = [['m', 2] as const, ['s', -2] as const];
const CATALYSIS = [['mol', 1] as const, ['s', -1] as const];

/** Prefixes: powers of ten, and of two. */
export const PREFIXES: Readonly<Record<string, number>> = {
  ...{ Y: 1e24, Z: 1e21, E: 1e18, P: 1e15, T: 1e12, G: 1e9, M: 1e6, k: 1e3, h: 1e2, da: 1e1 },
  ...{ d: 1e-1, c: 1e-2, m: 1e-3, u: 1e-6, n: 1e-9, p: 1e-12, f: 1e-15, a: 1e-18, z: 1e-21 },
  ...{ y: 1e-24, Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40 },
};

/** Units that take prefixes. */
export const MULTIPLES: Readonly<Record<string, Multiple>> = {
  ...{ m: [1, METRE], s: [1, SECOND], g: [1, GRAM], rad: [1, ['rad', 1]], K: [1, ['K', 1]] },
  ...{ C: [1, ['C', 1]], cd: [1, ['cd', 1]], mol: [1, ['mol', 1]], eq: [1, ['eq', 1]] },
  ...{ osm: [1, ['osm', 1]], '[iU]': [1, ['iU', 1]], '[IU]': [1, ['iU', 1]] },
  ...{ "[arb'U]": [1, ['arbU', 1]], '[CFU]': [1, ['CFU', 1]], '[FFU]': [1, ['FFU', 1]] },
  ...{ '[PFU]': [1, ['PFU', 1]], "[USP'U]": [1, ['USPU', 1]] },
  ...{ l: [1e-3, CUBIC], L: [1e-3, CUBIC], t: [1e6, GRAM], u: [1.6605402e-24, GRAM] },
  ...{ Hz: [1, ['s', -1]], Bq: [1, ['s', -1]], Ci: [3.7e10, ['s', -1]] },
  ...{ N: [1e3, GRAM, METRE, ['s', -2]], dyn: [1e-2, GRAM, METRE, ['s', -2]] },
  ...{ Pa: [1e3, ...PASCAL], bar: [1e8, ...PASCAL], 'm[Hg]': [133_322_000, ...PASCAL] },
  ...{ 'm[H2O]': [9_806_650, ...PASCAL] },
  ...{ J: [1e3, ...JOULE], erg: [1e-4, ...JOULE], cal: [4_184, ...JOULE] },
  ...{ cal_th: [4_184, ...JOULE], cal_IT: [4_186.8, ...JOULE], eV: [1.60217733e-16, ...JOULE] },
  W: [1e3, GRAM, SQUARE, ['s', -3]],
  A: [1, ['C', 1], ['s', -1]],
  V: [1e3, GRAM, SQUARE, ['s', -2], ['C', -1]],
  Ohm: [1e3, GRAM, SQUARE, ['s', -1], ['C', -2]],
  S: [1e-3, ['g', -1], ['m', -2], SECOND, ['C', 2]],
  F: [1e-3, ['g', -1], ['m', -2], ['s', 2], ['C', 2]],
  T: [1e3, GRAM, ['s', -1], ['C', -1]],
  ...{ Gy: [1, ...SIEVERT], Sv: [1, ...SIEVERT], RAD: [1e-2, ...SIEVERT], REM: [1e-2, ...SIEVERT] },
  ...{ kat: [1, ...CATALYSIS], U: [1e-6 / 60, ...CATALYSIS] },
  ...{ St: [1e-4, SQUARE, ['s', -1]], P: [1e2, GRAM, ['m', -1], ['s', -1]] },
  ...{ lm: [1, ['cd', 1], ['rad', 2]], lx: [1, ['cd', 1], ['rad', 2], ['m', -2]] },
};

/** Units that take none. */
export const UNITS: Readonly<Record<string, Multiple>> = {
  ...{ '10*': [10], '10^': [10], '[pi]': [Math.PI], '%': [1e-2] },
  ...{ '[ppth]': [1e-3], '[ppm]': [1e-6], '[ppb]': [1e-9], '[pptr]': [1e-12] },
  ...{ min: [60, SECOND], h: [3_600, SECOND], d: [86_400, SECOND], wk: [604_800, SECOND] },
  ...{ mo: [2_629_800, SECOND], mo_j: [2_629_800, SECOND] },
  ...{ a: [31_557_600, SECOND], a_j: [31_557_600, SECOND] },
  ...{ deg: [Math.PI / 180, ['rad', 1]], gon: [Math.PI / 200, ['rad', 1]] },
  ...{ atm: [101_325_000, ...PASCAL], '[psi]': [6_894_757.293168361, ...PASCAL] },
  "[in_i'Hg]": [3_386_378.8, ...PASCAL],
  ...{ '[Cal]': [4_184_000, ...JOULE], '[in_i]': [0.0254, METRE], '[ft_i]': [0.3048, METRE] },
  ...{ '[yd_i]': [0.9144, METRE], '[mi_i]': [1_609.344, METRE], '[nmi_i]': [1_852, METRE] },
  ...{ '[mi_us]': [6_336_000 / 3_937, METRE], Ao: [1e-10, METRE] },
  ...{ '[sin_i]': [0.0254 ** 2, SQUARE], '[sft_i]': [0.3048 ** 2, SQUARE], ar: [100, SQUARE] },
  ...{ '[gr]': [0.06479891, GRAM], '[oz_av]': [28.349523125, GRAM], '[lb_av]': [453.59237, GRAM] },
  ...{ '[stone_av]': [6_350.29318, GRAM], '[oz_tr]': [31.1034768, GRAM] },
  ...{ '[gal_us]': [3.785411784e-3, CUBIC], '[qt_us]': [9.46352946e-4, CUBIC] },
  ...{ '[pt_us]': [4.73176473e-4, CUBIC], '[cup_us]': [2.365882365e-4, CUBIC] },
  ...{ '[foz_us]': [2.95735295625e-5, CUBIC], '[tbs_us]': [1.478676478125e-5, CUBIC] },
  '[tsp_us]': [4.92892159375e-6, CUBIC],
};

/** Scales that do not begin where the base does: they stand in no product. */
export const SCALES: Readonly<Record<string, Canonical>> = {
  Cel: { base: 'K1', factor: 1, offset: 273.15 },
  '[degF]': { base: 'K1', factor: 5 / 9, offset: 273.15 - 160 / 9 },
};

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(/\s+/));
}

/** Further units that take prefixes, each compared with none but itself. */
export const OTHER_MULTIPLES: ReadonlySet<string> = words(
  `sr Wb H pc [c] [h] [k] [eps_0] [mu_0] [e] [m_e] [m_p] [G] [g] [ly] gf Ky Gal Bi Mx G Oe Gb
  sb Lmb ph R cal_[15] cal_[20] cal_m tex g% Np B B[SPL] B[V] B[mV] B[uV] B[10.nV] B[W] B[kW] st mho
  bit By Bd ar`,
);

/** Further units that take none, each compared with none but itself. */
export const OTHER_UNITS: ReadonlySet<string> = words(
  `' '' a_t a_g mo_s mo_g AU [lbf_av] [fth_i] [kn_i] [syd_i] [cin_i] [cft_i] [cyd_i] [bf_i] [cr_i]
  [mil_i] [cml_i] [hd_i] [ft_us] [yd_us] [in_us] [rd_us] [ch_us] [lk_us] [rch_us] [rlk_us] [fth_us]
  [fur_us] [acr_us] [srd_us] [smi_us] [sct] [twp] [mil_us] [in_br] [ft_br] [rd_br] [ch_br] [lk_br]
  [fth_br] [pc_br] [yd_br] [mi_br] [nmi_br] [kn_br] [acr_br] [bbl_us] [gil_us] [fdr_us] [min_us]
  [crd_us] [bu_us] [gal_wi] [pk_us] [dqt_us] [dpt_us] [foz_m] [cup_m] [tsp_m] [tbs_m] [gal_br]
  [pk_br] [bu_br] [qt_br] [pt_br] [gil_br] [foz_br] [fdr_br] [min_br] [dr_av] [scwt_av] [lcwt_av]
  [ston_av] [lton_av] [pwt_tr] [lb_tr] [sc_ap] [dr_ap] [oz_ap] [lb_ap] [oz_m] [lne] [pnt] [pca]
  [pnt_pr] [pca_pr] [pied] [pouce] [ligne] [didot] [cicero] [degR] [degRe] [Btu_39] [Btu_59]
  [Btu_60] [Btu_m] [Btu_IT] [Btu_th] [Btu] [HP] [den] [in_i'H2O] [PRU] [wood'U] [diop] [p'diop]
  %[slope] [mesh_i] [Ch] [drp] [hnsf'U] [MET] [hp'_X] [hp'_C] [hp'_M] [hp'_Q] [hp_X] [hp_C] [hp_M]
  [hp_Q] [kp_X] [kp_C] [kp_M] [kp_Q] [pH] [S] [HPF] [LPF] [GPL'U] [MPL'U] [APL'U] [beth'U]
  [anti'Xa'U] [todd'U] [dye'U] [smgy'U] [bdsk'U] [ka'U] [knk'U] [mclg'U] [tb'U] [CCID_50] [TCID_50]
  [EID_50] [BAU] [AU] [Amb'a'1'U] [PNU] [Lf] [D'ag'U] [FEU] [ELU] [EU] [NTU] [FNU] [IR]
  [m/s2/Hz^0.5] b att circ sph [car_m] [car_Au] [smoot] bit_s`,
);
