@{
    IncludeDefaultRules = $true
    Severity            = @('Error', 'Warning')
    # Steps of a job know no -WhatIf: "plan" asks the Test functions. The installer has it, and tests of it.
    ExcludeRules        = @('PSUseShouldProcessForStateChangingFunctions')
    Rules               = @{
        PSUseCompatibleSyntax = @{
            Enable         = $true
            TargetVersions = @('5.1', '7.4')
        }
    }
}
