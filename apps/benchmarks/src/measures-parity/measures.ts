/** Every measure of ir_measures, with its parameters. */
export const measures = [
  'Accuracy', 'Accuracy@5', 'Accuracy(rel=2)', 'AP', 'AP@3', 'AP@20', 'AP(rel=2)', 'AP(judged_only=True)', 'AP(rel=2,judged_only=True)@10', 'MAP', 'BPM(max_rel=4)@10', 'BPM(T=0.5,max_rel=4)@5', 'BPM(T=2.0,min_rel=1,max_rel=3)@20',
  'Bpref', 'Bpref(rel=2)', 'BPref', 'Compat', 'Compat(p=0.8)', 'Compat(p=0.8,normalize=False)', 'ERR@1', 'ERR@5', 'ERR@20', 'ERR@1000', 'ERR', 'INST(max_rel=4)', 'INST(T=0.7,min_rel=1,max_rel=3)', 'INSQ(max_rel=4)', 'INSQ(T=2.5,max_rel=2)',
  'infAP', 'infAP(rel=2)', 'IPrec@0.0', 'IPrec@0.1', 'IPrec@0.5', 'IPrec@1.0', 'IPrec(rel=2)@0.3', 'IPrec(judged_only=True)@0.25', 'Judged', 'Judged@5', 'Judged@50',
  'nDCG', 'nDCG@1', 'nDCG@10', 'NDCG@3', "nDCG(dcg='log2')@5", "nDCG(dcg='exp-log2')@5", "nDCG(dcg='exp-log2')@100", "nDCG(dcg='exp-log2')", 'nDCG(judged_only=True)@10', 'nDCG(gains={1:2,2:7})@10', 'nDCG(gains={0:1,3:10})',
  'NERR8(max_rel=4)@10', 'NERR8(min_rel=1,max_rel=2)@3', 'NERR9(max_rel=4)@10', 'NERR10(max_rel=4)', 'NERR10(p=0.5,max_rel=3)', 'NERR11(max_rel=4)', 'NERR11(T=2.0,max_rel=4)',
  'NumQ', 'NumRel', 'NumRel(rel=2)', 'NumRet', 'NumRet(rel=1)', 'NumRet(rel=2)', 'NumRelRet', 'P@1', 'P@5', 'P@20', 'P(rel=2)@5', 'P(judged_only=True)@5', 'Precision@3',
  'R@1', 'R@5', 'R@50', 'R(rel=2)@5', 'R(judged_only=True)@5', 'Recall@10', 'RBP(rel=1)', 'RBP(rel=2,p=0.5)', 'RBP(rel=1,p=0.95)', 'RBP', 'RBP(p=0.9)', 'RBP(rel=1)@10', 'Rprec', 'Rprec(rel=2)', 'RPrec(judged_only=True)',
  'RR', 'RR@1', 'RR@3', 'RR@10', 'RR(rel=2)', 'RR(rel=2)@10', 'RR(judged_only=True)', 'MRR', 'MRR@10', 'SDCG(max_rel=4)@10', 'SDCG(min_rel=1,max_rel=3)@5',
  'SetP', 'SetP(rel=2)', 'SetP(relative=True)', 'SetP(judged_only=True)', 'SetRelP', 'SetR', 'SetR(rel=2)', 'SetF', 'SetF(beta=0.5)', 'SetF(beta=2.0,rel=2)', 'SetF(judged_only=True)', 'SetAP', 'SetAP(rel=2)', 'SetAP(judged_only=True)',
  'Success@1', 'Success@5', 'Success(rel=2)@5', 'Success(judged_only=True)@3',
] as const

/** Those that need relevance to subtopics. */
export const diversityMeasures = [
  'ERR_IA@1', 'ERR_IA@5', 'ERR_IA@20', 'ERR_IA(rel=2)@10', 'ERR_IA(judged_only=True)@10', 'ERR_IA', 'nERR_IA@1', 'nERR_IA@10', 'nERR_IA@20', 'nERR_IA(judged_only=True)@5', 'alpha_DCG@1', 'alpha_DCG@10', 'alpha_DCG(alpha=0.25)@5', 'α_DCG@20', 'alpha_DCG',
  'alpha_nDCG@1', 'alpha_nDCG@10', 'alpha_nDCG@20', 'alpha_nDCG(alpha=0.75)@10', 'alpha_nDCG(rel=2)@10', 'alpha_nDCG(judged_only=True)@10', 'α_nDCG@5', 'NRBP', 'NRBP(alpha=0.25,beta=0.75)', 'NRBP(rel=2)', 'nNRBP', 'nNRBP(alpha=0.25,beta=0.75)',
  'AP_IA', 'AP_IA(rel=2)', 'AP_IA(judged_only=True)', 'MAP_IA', 'P_IA@1', 'P_IA@5', 'P_IA@20', 'P_IA(rel=2)@10', 'P_IA(judged_only=True)@5', 'StRecall@1', 'StRecall@5', 'StRecall@20', 'StRecall(rel=2)@10', 'StRecall',
] as const
