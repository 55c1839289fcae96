variable "name" {
  type = string
}

variable "version_major" {
  type = number
}

variable "backup_keep_days" {
  type    = number
  default = 14
}
