# Payments and the ledger. Point-in-time recovery is required by the PCI DSS assessment.
module "cluster" {
  source           = "../../modules/postgresql"
  name             = "payments"
  version_major    = 15
  backup_keep_days = 90
}
