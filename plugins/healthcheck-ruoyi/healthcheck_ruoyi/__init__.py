"""Adapters of the RuoYi family: RuoYi, RuoYi-Vue, RuoYi-Vue-Plus and ruoyi-vue-pro (芋道)."""
